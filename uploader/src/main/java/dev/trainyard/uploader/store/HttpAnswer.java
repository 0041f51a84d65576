package dev.trainyard.uploader.store;

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

    private final int status;
    private final Optional<String> etag;
    private final byte[] body;

    private HttpAnswer(int status, Optional<String> etag, byte[] body) {
        this.status = status;
        this.etag = etag;
        this.body = body;
    }

    static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Optional.empty(), new byte[0]);
    }

    static HttpAnswer of(HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new HttpAnswer(
                    status,
                    Optional.ofNullable(connection.getHeaderField("ETag")),
                    body == null ? new byte[0] : body.readAllBytes());
        }
    }

    /** Its body goes to {@code to} if it is good, from this byte on, whether or not the server heeded the range. */
    static HttpAnswer of(HttpURLConnection connection, long from, OutputStream to) throws IOException {
        var status = connection.getResponseCode();
        if (status / 100 != 2) {
            return of(connection);
        }
        try (var body = connection.getInputStream()) {
            if (status == HttpURLConnection.HTTP_OK) {
                body.skipNBytes(from);
            }
            copy(body, to);
        }
        return empty(status);
    }

    /** What the reader of the body meets is the server's affair, and what its writer meets is not. */
    private static void copy(InputStream body, OutputStream to) throws IOException {
        var buffer = new byte[BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            try {
                to.write(buffer, 0, read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int status() {
        return status;
    }

    boolean isGood() {
        return status / 100 == 2;
    }

    Optional<String> etag() {
        return etag;
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
