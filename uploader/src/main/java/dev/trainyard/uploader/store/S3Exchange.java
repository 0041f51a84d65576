package dev.trainyard.uploader.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Signed requests to one bucket, over the JDK's {@link HttpURLConnection}, which keeps connections open behind the
 * scenes. Nothing is asked twice here.
 */
final class S3Exchange {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofMinutes(2);
    private static final int BUFFER = 64 * 1024;

    private final URI bucket;
    private final String region;
    private final Clock clock;
    private final Bandwidth bandwidth;
    private final Stalls stalls;
    private final Network network;

    S3Exchange(S3Location at, Clock clock, Bandwidth bandwidth) {
        this(at, clock, bandwidth, READ);
    }

    /** @param stall how long nothing of a request may be taken */
    S3Exchange(S3Location at, Clock clock, Bandwidth bandwidth, Duration stall) {
        this.bucket = at.bucketUrl();
        this.region = at.region();
        this.clock = clock;
        this.bandwidth = bandwidth;
        this.stalls = new Stalls(stall);
        this.network = at.network();
    }

    /**
     * @param key in the bucket; empty for the bucket itself
     * @param query not encoded
     * @param headers names in lower case
     */
    record Request(
            String method, String key, SortedMap<String, String> query, Map<String, String> headers, Body body) {}

    /**
     * What is sent.
     *
     * @param hash hexadecimal SHA-256, or {@link Signature#UNSIGNED}
     */
    record Body(long length, String hash, Source source) {
        static final Body NONE = of(new byte[0]);

        static Body of(byte[] content) {
            return new Body(
                    content.length, Signature.hex(Signature.sha256(content)), () -> new ByteArrayInputStream(content));
        }

        /** Where its bytes come from. */
        @FunctionalInterface
        interface Source {
            InputStream open() throws IOException;
        }
    }

    HttpAnswer send(Request request, Credentials credentials) throws IOException {
        return send(request, credentials, READ);
    }

    /** @param patience how long the answer may take */
    HttpAnswer send(Request request, Credentials credentials, Duration patience) throws IOException {
        return send(request, credentials, patience, HttpAnswer::of);
    }

    /** What becomes of the answer. */
    @FunctionalInterface
    interface Reader {
        HttpAnswer read(HttpURLConnection connection) throws IOException;
    }

    HttpAnswer send(Request request, Credentials credentials, Reader reader) throws IOException {
        return send(request, credentials, READ, reader);
    }

    private HttpAnswer send(Request request, Credentials credentials, Duration patience, Reader reader)
            throws IOException {
        var path = bucket.getRawPath() + "/" + Signature.encode(request.key(), true);
        var headers = new TreeMap<>(request.headers());
        headers.put("host", host());
        var signed = new Signature(credentials, region, clock.instant())
                .sign(
                        request.method(),
                        path,
                        request.query(),
                        headers,
                        request.body().hash());
        var query = request.query().isEmpty() ? "" : "?" + Signature.query(request.query());
        var connection = network.open(URI.create(bucket.getScheme() + "://" + bucket.getRawAuthority() + path + query));
        connection.setRequestMethod(request.method());
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        // The connection writes the host itself.
        signed.remove("host");
        for (var header : signed.entrySet()) {
            Network.setHeader(connection, header.getKey(), header.getValue());
        }
        if (request.method().equals("PUT") || request.method().equals("POST")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(request.body().length());
            write(request.body(), connection);
        }
        try {
            return Network.answer(connection, reader::read);
        } catch (HttpRetryException e) {
            // A demand for a password, or a redirection; what is sent as a stream cannot be sent again unasked.
            return HttpAnswer.empty(e.responseCode());
        }
    }

    private String host() {
        var port = bucket.getPort();
        return port < 0 || port == ("https".equals(bucket.getScheme()) ? 443 : 80)
                ? bucket.getHost()
                : bucket.getHost() + ":" + port;
    }

    private void write(Body body, HttpURLConnection connection) throws IOException {
        try (var sending = stalls.watch(connection)) {
            try (var content = body.source().open();
                    var out = connection.getOutputStream()) {
                copy(content, out, sending);
            } catch (IOException e) {
                throw sending.isBroken() ? new SocketTimeoutException("it takes nothing any more") : e;
            }
        }
    }

    private void copy(InputStream from, OutputStream to, Stalls.Sending sending) throws IOException {
        var buffer = new byte[BUFFER];
        var pace = new Pace();
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            bandwidth.spend(read);
            sending.offers();
            var length = read;
            pace.measure(() -> {
                to.write(buffer, 0, length);
                return length;
            });
            sending.isTaken();
        }
    }
}
