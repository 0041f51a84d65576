import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Measures an API server from outside, any two in the same way. Each client is a connection and a thread of its own.
 * Prints one {@code name value} line per figure; any answer but 201 ends it.
 *
 * <p>{@code java bench/ApiServerBench.java URL CA-FILE TOKEN SECONDS}
 */
final class ApiServerBench {
    private static final String NAMESPACE = "bench";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

    /** About the size of a small training job's ConfigMap. */
    private static final String PAYLOAD = "x".repeat(1000);

    private static final Pattern NAME = Pattern.compile("\"name\":\\s?\"(w-[^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\\s?\"(\\d+)\"");

    private final PlainClient.Server server;
    private final AtomicInteger serial = new AtomicInteger();

    private ApiServerBench(PlainClient.Server server) {
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: java bench/ApiServerBench.java URL CA-FILE TOKEN SECONDS");
            System.exit(2);
        }
        var bench = new ApiServerBench(PlainClient.Server.of(args[0], Path.of(args[1]), args[2]));
        var duration = Duration.ofSeconds(Long.parseLong(args[3]));
        try (var client = new PlainClient(bench.server)) {
            client.ask("POST", "/api/v1/namespaces", """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(NAMESPACE), 201, 409);
        }
        bench.writesPerSecond(16, duration); // the warm-up: both servers get it, neither is judged by it
        print("writes_alone_per_s", bench.writesPerSecond(1, duration));
        print("writes_16_per_s", bench.writesPerSecond(16, duration));
        var latencies = bench.watchLatencies(300);
        print("watch_median_ms", latencies[latencies.length / 2] / 1e6);
        print("watch_p99_ms", latencies[latencies.length * 99 / 100] / 1e6);
        System.exit(0);
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.2f%n", name, value);
    }

    private static void createConfigMap(PlainClient client, String name) throws IOException {
        client.ask("POST", CONFIG_MAPS, """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"payload":"%s"}}"""
                        .formatted(name, PAYLOAD), 201);
    }

    private double writesPerSecond(int clients, Duration duration) throws Exception {
        var start = System.nanoTime();
        var end = start + duration.toNanos();
        var written = 0;
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var counts = new ArrayList<Future<Integer>>();
            for (int i = 0; i < clients; i++) {
                counts.add(threads.submit(() -> {
                    var mine = 0;
                    try (var client = new PlainClient(server)) {
                        while (System.nanoTime() < end) {
                            createConfigMap(client, "c-" + ProcessHandle.current().pid() + "-" + serial.incrementAndGet());
                            mine++;
                        }
                    }
                    return mine;
                }));
            }
            for (var count : counts) {
                written += count.get();
            }
        }
        return written / ((System.nanoTime() - start) / 1e9);
    }

    /** From the moment that a create is sent until the watch has delivered it, sorted, in nanoseconds. */
    private long[] watchLatencies(int count) throws Exception {
        var sent = new ConcurrentHashMap<String, Long>();
        var latencies = new long[count];
        var arrived = new AtomicInteger();
        var done = new CountDownLatch(count);
        try (var writer = new PlainClient(server)) {
            var latest = VERSION.matcher(writer.ask("GET", CONFIG_MAPS + "?limit=1", "", 200));
            if (!latest.find()) {
                throw new IllegalStateException("no resourceVersion in the list");
            }
            var watch = new PlainClient(server);
            var events = watch.watch(CONFIG_MAPS + "?watch=true&resourceVersion=" + latest.group(1), "application/json");
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        var name = NAME.matcher(events.next());
                        var now = System.nanoTime();
                        var begun = name.find() ? sent.get(name.group(1)) : null;
                        if (begun != null && arrived.get() < count) {
                            latencies[arrived.getAndIncrement()] = now - begun;
                            done.countDown();
                        }
                    }
                } catch (IOException e) {
                    System.err.println("the watch has ended: " + e);
                }
            });
            for (int i = 0; i < count; i++) {
                var name = "w-" + ProcessHandle.current().pid() + "-" + i;
                sent.put(name, System.nanoTime());
                createConfigMap(writer, name);
            }
            if (!done.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the watch delivered " + arrived.get() + " of " + count + " writes");
            }
        }
        Arrays.sort(latencies);
        return latencies;
    }
}
