import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.ArrayList;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Measures an API server from outside, with the JDK's HTTP client and nothing else, so that any two servers are asked by the
 * same client in the same way. Prints one {@code name value} line per figure.
 *
 * <p>{@code java bench/ApiServerBench.java URL CA-FILE TOKEN SECONDS}
 */
final class ApiServerBench {
    private static final String NAMESPACE = "bench";
    /** About the size of a small training job's ConfigMap. */
    private static final String PAYLOAD = "x".repeat(1000);

    private static final Pattern NAME = Pattern.compile("\"name\":\\s?\"(w-[^\"]+)\"");

    private final URI url;
    private final String token;
    private final HttpClient client;
    private final AtomicInteger serial = new AtomicInteger();

    private ApiServerBench(URI url, Path authority, String token) throws Exception {
        this.url = url;
        this.token = token;
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: java bench/ApiServerBench.java URL CA-FILE TOKEN SECONDS");
            System.exit(2);
        }
        var bench = new ApiServerBench(URI.create(args[0]), Path.of(args[1]), args[2]);
        var duration = Duration.ofSeconds(Long.parseLong(args[3]));
        bench.createNamespace();
        bench.writesPerSecond(1, duration); // the warm-up: both servers get it, neither is judged by it
        print("writes_alone_per_s", bench.writesPerSecond(1, duration));
        print("writes_16_per_s", bench.writesPerSecond(16, duration));
        var latencies = bench.watchLatencies(300);
        print("watch_median_ms", latencies[latencies.length / 2] / 1e6);
        print("watch_p99_ms", latencies[latencies.length * 99 / 100] / 1e6);
        bench.client.shutdownNow();
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.2f%n", name, value);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
    }

    private void post(String path, String body) throws Exception {
        var response = client.send(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        if (response.statusCode() != 201 && response.statusCode() != 409) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
    }

    private void createNamespace() throws Exception {
        post("/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(NAMESPACE));
    }

    private void createConfigMap(String name) throws Exception {
        post("/api/v1/namespaces/" + NAMESPACE + "/configmaps", """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"payload":"%s"}}"""
                        .formatted(name, PAYLOAD));
    }

    private double writesPerSecond(int clients, Duration duration) throws Exception {
        var end = System.nanoTime() + duration.toNanos();
        var start = System.nanoTime();
        var written = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var counts = new ArrayList<Future<Integer>>();
            for (int i = 0; i < clients; i++) {
                counts.add(threads.submit(() -> {
                    var mine = 0;
                    while (System.nanoTime() < end) {
                        createConfigMap("c-" + ProcessHandle.current().pid() + "-" + serial.incrementAndGet());
                        mine++;
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
        var latest = client.send(
                request("/api/v1/namespaces/" + NAMESPACE + "/configmaps?limit=1").build(), BodyHandlers.ofString());
        var version = Pattern.compile("\"resourceVersion\":\\s?\"(\\d+)\"").matcher(latest.body());
        if (!version.find()) {
            throw new IllegalStateException("no resourceVersion in the list: " + latest.body());
        }
        var watch = client.send(
                request("/api/v1/namespaces/" + NAMESPACE + "/configmaps?watch=true&resourceVersion="
                                + version.group(1))
                        .build(),
                BodyHandlers.ofInputStream());
        Thread.startVirtualThread(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var now = System.nanoTime();
                    var name = NAME.matcher(line);
                    var begun = name.find() ? sent.get(name.group(1)) : null;
                    if (begun != null && arrived.get() < count) {
                        latencies[arrived.getAndIncrement()] = now - begun;
                        done.countDown();
                    }
                }
            } catch (java.io.IOException e) {
                // The bench is over and has closed its client.
            }
        });
        for (int i = 0; i < count; i++) {
            var name = "w-" + ProcessHandle.current().pid() + "-" + i;
            sent.put(name, System.nanoTime());
            createConfigMap(name);
        }
        if (!done.await(30, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new IllegalStateException("the watch delivered " + arrived.get() + " of " + count + " writes");
        }
        Arrays.sort(latencies);
        return latencies;
    }
}
