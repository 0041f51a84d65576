package dev.trainyard.uploader.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a server said, whatever the status. */
final class HttpAnswer {
    private static final int BUFFER = 64 * 1024;

    /** More than the manifest of any run that the uploader has the memory for. */
    private static final int LONGEST = 48 << 20;

    private final int status;
    private final Headers headers;
    private final byte[] body;

    private HttpAnswer(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * The headers that matter here.
     *
     * @param length of the body, of {@code HEAD} that of the object; -1 where the server does not say
     * @param crc32c of the object, as S3 writes it
     */
    private record Headers(Optional<String> etag, Optional<String> crc32c, long length) {
        static final Headers NONE = new Headers(Optional.empty(), Optional.empty(), -1);

        static Headers of(HttpURLConnection connection) {
            return new Headers(
                    Optional.ofNullable(connection.getHeaderField("ETag")),
                    Optional.ofNullable(connection.getHeaderField("x-amz-checksum-crc32c")),
                    connection.getContentLengthLong());
        }

        /** The JDK takes a connection that ends early for the end of the body. */
        void requireWhole(long read) throws EOFException {
            if (read < length) {
                throw new EOFException("the answer ended after %d of %d bytes".formatted(read, length));
            }
        }
    }

    static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Headers.NONE, new byte[0]);
    }

    /** @throws EOFException if it was cut off */
    static HttpAnswer of(HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        var headers = Headers.of(connection);
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var bytes = body == null ? new byte[0] : read(connection, body);
            // HEAD, 204 and 304 have no body, whatever length they name.
            if (body != null && hasBody(connection, status)) {
                headers.requireWhole(bytes.length);
            }
            return new HttpAnswer(status, headers, bytes);
        }
    }

    private static byte[] read(HttpURLConnection connection, InputStream body) throws IOException {
        var bytes = new Pace().reading(body).readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            connection.disconnect();
            throw new IOException("the answer is longer than %d MiB".formatted(LONGEST >> 20));
        }
        return bytes;
    }

    private static boolean hasBody(HttpURLConnection connection, int status) {
        return !connection.getRequestMethod().equals("HEAD")
                && status != HttpURLConnection.HTTP_NO_CONTENT
                && status != HttpURLConnection.HTTP_NOT_MODIFIED;
    }

    /**
     * Its body goes to {@code to} if it is good, from this byte on, whether or not the server heeded the range.
     *
     * @throws EOFException if it was cut off
     */
    static HttpAnswer of(HttpURLConnection connection, long from, OutputStream to) throws IOException {
        var status = connection.getResponseCode();
        if (status / 100 != 2) {
            return of(connection);
        }
        var skipped = status == HttpURLConnection.HTTP_OK ? from : 0;
        try (var body = new Pace().reading(connection.getInputStream())) {
            body.skipNBytes(skipped);
            Headers.of(connection).requireWhole(skipped + copy(body, to));
        }
        return empty(status);
    }

    /** What the reader of the body meets is the server's affair, and what its writer meets is not. */
    private static long copy(InputStream body, OutputStream to) throws IOException {
        var buffer = new byte[BUFFER];
        var copied = 0L;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            try {
                to.write(buffer, 0, read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            copied += read;
        }
        return copied;
    }

    int status() {
        return status;
    }

    boolean isGood() {
        return status / 100 == 2;
    }

    Optional<String> etag() {
        return headers.etag();
    }

    /** Of the object, as S3 writes it. */
    Optional<String> crc32c() {
        return headers.crc32c();
    }

    /** In bytes, of {@code HEAD} that of the object; -1 where the server does not say. */
    long length() {
        return headers.length();
    }

    byte[] bytes() {
        return body.clone();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The texts of its XML, by the names of their elements. */
    Xml xml() {
        return Xml.of(body);
    }
}
