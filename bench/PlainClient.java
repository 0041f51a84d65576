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
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client of an API server that costs next to nothing: one connection, one request at a time, plain HTTP/1.1 over TLS. An
 * HTTP library would cost more than the server that is measured, on the same cores.
 */
final class PlainClient implements AutoCloseable {
    /** A server, and how to speak to it. */
    record Server(URI url, String token, SSLSocketFactory sockets) {
        static Server of(String url, Path authority, String token) throws Exception {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (var in = Files.newInputStream(authority)) {
                trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return new Server(URI.create(url), token, tls.getSocketFactory());
        }
    }

    private static final String JSON = "application/json";

    private final Server server;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    PlainClient(Server server) throws IOException {
        this.server = server;
        socket = (SSLSocket) server.sockets().createSocket(InetAddress.getByName(server.url().getHost()), server.url().getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16384);
        out = socket.getOutputStream();
    }

    /** Sends a request and returns the body of its answer, which must be one of these. */
    String ask(String method, String path, String body, Integer... expected) throws IOException {
        send(method, path, JSON, body);
        var head = readHead();
        var answer = new String(body(head).readAllBytes(), StandardCharsets.UTF_8);
        if (!Arrays.asList(expected).contains(head.status())) {
            throw new IOException(method + " " + path + ": " + head.status() + " " + answer);
        }
        return answer;
    }

    /** Begins a watch. Its lines come for as long as it is read. */
    Lines watch(String path, String accept) throws IOException {
        send("GET", path, accept, "");
        var head = readHead();
        if (head.status() != 200) {
            throw new IOException("GET " + path + ": " + head.status());
        }
        return new Lines(body(head));
    }

    private void send(String method, String path, String accept, String body) throws IOException {
        out.write("""
                %s %s HTTP/1.1\r
                Host: %s:%d\r
                Authorization: Bearer %s\r
                Content-Type: %s\r
                Accept: %s\r
                Content-Length: %d\r
                \r
                %s""".formatted(
                        method, path, server.url().getHost(), server.url().getPort(), server.token(), method.equals("PATCH") ? "application/merge-patch+json" : JSON, accept, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private record Head(int status, boolean chunked, int length) {}

    private Head readHead() throws IOException {
        var lines = new Lines(in);
        var status = Integer.parseInt(lines.next().split(" ", 3)[1]);
        var chunked = false;
        var length = 0;
        for (var line = lines.next(); !line.isEmpty(); line = lines.next()) {
            var header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            }
        }
        return new Head(status, chunked, length);
    }

    private InputStream body(Head head) {
        return head.chunked() ? new Chunks(in) : new Limited(in, head.length());
    }

    /** Lines without their ends. */
    record Lines(InputStream in) {
        String next() throws IOException {
            var line = new ByteArrayOutputStream(256);
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the server has hung up");
                }
                if (next != '\r') {
                    line.write(next);
                }
            }
            return line.toString(StandardCharsets.UTF_8);
        }
    }

    /** So many bytes of a stream. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private int left;

        Limited(InputStream in, int length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(bytes, from, Math.min(count, left));
            left -= Math.max(0, read);
            return read;
        }
    }

    /** A body that comes in chunks. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean begun;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (!advance()) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (!advance()) {
                return -1;
            }
            int read = in.read(bytes, from, Math.min(count, left));
            left -= Math.max(0, read);
            return read;
        }

        private boolean advance() throws IOException {
            if (left == 0 && !ended) {
                var lines = new Lines(in);
                if (begun) {
                    lines.next();
                }
                begun = true;
                left = Integer.parseInt(lines.next(), 16);
                if (left == 0) {
                    lines.next();
                    ended = true;
                }
            }
            return !ended;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
