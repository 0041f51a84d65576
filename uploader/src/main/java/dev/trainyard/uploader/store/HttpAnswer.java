package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a server said, whatever the status. */
final class HttpAnswer {
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
