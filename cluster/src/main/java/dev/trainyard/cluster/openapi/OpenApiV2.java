package dev.trainyard.cluster.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A document of OpenAPI 2 that describes no kinds. Current clients read version 3; kubectl asks for this one too when
 * version 3 lacks a kind, and would take a 404 for the answer to its user's request.
 */
public final class OpenApiV2 {
    /** The media type in which kubectl asks for it. */
    public static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /** The media type of the answer; an {@code @} is not allowed there, and clients check. */
    public static final String ANSWER = PROTOBUF.replace('@', '.');

    private static final String TITLE = "Kubernetes";
    private static final String VERSION = "v1.36.0";

    private OpenApiV2() {}

    /** The document as JSON. */
    public static ObjectNode json() {
        ObjectNode document = Json.object().put("swagger", "2.0");
        document.putObject("info").put("title", TITLE).put("version", VERSION);
        document.putObject("paths");
        return document;
    }

    /**
     * The same as a message {@code openapi.v2.Document}: 1 is swagger, 2 is info with title and version, 8 is paths.
     */
    public static byte[] protobuf() {
        var info = new ByteArrayOutputStream();
        field(info, 1, TITLE.getBytes(StandardCharsets.UTF_8));
        field(info, 2, VERSION.getBytes(StandardCharsets.UTF_8));
        var document = new ByteArrayOutputStream();
        field(document, 1, "2.0".getBytes(StandardCharsets.UTF_8));
        field(document, 2, info.toByteArray());
        field(document, 8, new byte[0]);
        return document.toByteArray();
    }

    /** Number and wire type in one byte, the length in another. */
    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        out.write(number << 3 | 2);
        out.write(content.length);
        out.writeBytes(content);
    }
}
