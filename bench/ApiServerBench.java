import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Measures an API server from outside, any two in the same way. Each client is a connection and a thread of its own that
 * speaks plain HTTP/1.1 over TLS: an HTTP library would cost more than the server that it measures, on the same cores.
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

    private final URI url;
    private final String token;
    private final SSLSocketFactory sockets;
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
        sockets = tls.getSocketFactory();
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: java bench/ApiServerBench.java URL CA-FILE TOKEN SECONDS");
            System.exit(2);
        }
        var bench = new ApiServerBench(URI.create(args[0]), Path.of(args[1]), args[2]);
        var duration = Duration.ofSeconds(Long.parseLong(args[3]));
        try (var client = bench.new Client()) {
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

    private static void createConfigMap(Client client, String name) throws IOException {
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
                    try (var client = new Client()) {
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
        try (var writer = new Client()) {
            var latest = VERSION.matcher(writer.ask("GET", CONFIG_MAPS + "?limit=1", "", 200));
            if (!latest.find()) {
                throw new IllegalStateException("no resourceVersion in the list");
            }
            var watch = new Client();
            watch.send("GET", CONFIG_MAPS + "?watch=true&resourceVersion=" + latest.group(1), "");
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    watch.readHead();
                    while (true) {
                        var name = NAME.matcher(watch.readLine());
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

    /** One connection, one request at a time. */
    private final class Client implements AutoCloseable {
        private final SSLSocket socket;
        private final InputStream in;
        private final OutputStream out;

        Client() throws IOException {
            socket = (SSLSocket) sockets.createSocket(InetAddress.getByName(url.getHost()), url.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16384);
            out = socket.getOutputStream();
        }

        /** Sends a request and returns the body of its answer. */
        String ask(String method, String path, String body, Integer... expected) throws IOException {
            send(method, path, body);
            var head = readHead();
            var answer = new String(head.chunked() ? readChunks() : in.readNBytes(head.length()), StandardCharsets.UTF_8);
            if (!Arrays.asList(expected).contains(head.status())) {
                throw new IOException(method + " " + path + ": " + head.status() + " " + answer);
            }
            return answer;
        }

        void send(String method, String path, String body) throws IOException {
            out.write("""
                    %s %s HTTP/1.1\r
                    Host: %s:%d\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Accept: application/json\r
                    Content-Length: %d\r
                    \r
                    %s""".formatted(method, path, url.getHost(), url.getPort(), token, body.length(), body)
                    .getBytes(StandardCharsets.US_ASCII));
        }

        private record Head(int status, boolean chunked, int length) {}

        Head readHead() throws IOException {
            var status = Integer.parseInt(readLine().split(" ", 3)[1]);
            var chunked = false;
            var length = 0;
            for (var line = readLine(); !line.isEmpty(); line = readLine()) {
                var header = line.toLowerCase(Locale.ROOT);
                if (header.startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                } else if (header.startsWith("transfer-encoding:")) {
                    chunked = header.contains("chunked");
                }
            }
            return new Head(status, chunked, length);
        }

        private byte[] readChunks() throws IOException {
            var whole = new ByteArrayOutputStream();
            for (var size = Integer.parseInt(readLine(), 16); size > 0; size = Integer.parseInt(readLine(), 16)) {
                whole.write(in.readNBytes(size));
                readLine();
            }
            readLine();
            return whole.toByteArray();
        }

        /** A line of a head, or of a watch: there the sizes of the chunks are lines as well, which name nothing. */
        String readLine() throws IOException {
            var line = new ByteArrayOutputStream(256);
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the server has hung up");
                }
                if (next != '\r') {
                    line.write(next);
                }
            }
            return line.toString(StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
