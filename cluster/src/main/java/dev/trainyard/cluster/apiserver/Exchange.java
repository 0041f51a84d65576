package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.QueryFlag;
import dev.trainyard.cluster.protobuf.ProtobufBody;
import dev.trainyard.cluster.protobuf.ProtobufException;
import dev.trainyard.cluster.protobuf.UnknownKindException;
import dev.trainyard.cluster.registry.FieldValidation;
import dev.trainyard.cluster.registry.WriteOptions;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One request and its answer, in the words of this API rather than those of HTTP. Closing it frees the body's memory.
 */
final class Exchange implements AutoCloseable {
    /** As large as a real API server takes them. */
    private static final int LARGEST_BODY = 3 << 20;

    /** An answer up to here goes out in one piece. */
    private static final int LARGEST_WHOLE = 64 << 10;

    private static final HeaderName WARNING = HeaderNames.create("Warning");
    private static final Header JSON = HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

    private final ServerRequest request;
    private final ServerResponse response;
    private final BodyMemory memory;
    private int taken;
    private boolean streaming;

    Exchange(ServerRequest request, ServerResponse response, BodyMemory memory) {
        this.request = request;
        this.response = response;
        this.memory = memory;
    }

    /** {@code GET}, {@code POST}, … */
    String method() {
        return request.prologue().method().text();
    }

    List<String> segments() {
        String path = request.prologue().uriPath().rawPath();
        try {
            return Arrays.stream(path.split("/"))
                    .filter(segment -> !segment.isEmpty())
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("the path " + path + " is not encoded as a URL must be");
        }
    }

    /** A parameter of the URL; empty when it is not there. */
    String parameter(String name) {
        return request.query().first(name).orElse("");
    }

    boolean flag(String name) {
        return QueryFlag.isSet(has(name) ? Optional.of(parameter(name)) : Optional.empty());
    }

    boolean has(String parameter) {
        return request.query().contains(parameter);
    }

    String header(HeaderName name) {
        return request.headers().contains(name)
                ? String.join(",", request.headers().values(name))
                : "";
    }

    Rendering rendering() {
        return Rendering.negotiate(header(HeaderNames.ACCEPT));
    }

    /** The body, which may be empty. */
    byte[] body() {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long expected = Math.min(LARGEST_BODY, request.headers().contentLength().orElse(LARGEST_BODY));
        boolean multiplexed = request.prologue().protocolVersion().startsWith("2");
        taken += memory.take(expected, !multiplexed);
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            requireSize(body.length);
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of a request that must carry an object, as JSON text whatever it was sent as. */
    byte[] jsonBody() {
        String type = mediaType();
        return switch (type) {
            case "", "application/json", "*/*" -> body();
            case ProtobufBody.MEDIA_TYPE -> {
                byte[] body = body();
                yield body.length == 0 ? body : json(body);
            }
            default ->
                throw ApiException.of(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the body of the request was in an unknown format (" + type
                                + ") - accepted media types include: application/json, " + ProtobufBody.MEDIA_TYPE);
        };
    }

    private static byte[] json(byte[] protobuf) {
        byte[] json;
        try {
            json = ProtobufBody.toJson(protobuf);
        } catch (ProtobufException e) {
            throw ApiException.of(Reason.BAD_REQUEST, e);
        } catch (UnknownKindException e) {
            throw ApiException.of(Reason.UNSUPPORTED_MEDIA_TYPE, e);
        }
        requireSize(json.length);
        return json;
    }

    private static void requireSize(int bytes) {
        if (bytes > LARGEST_BODY) {
            throw ApiException.of(
                    Reason.REQUEST_ENTITY_TOO_LARGE, "limit is " + LARGEST_BODY + " bytes for a request's body");
        }
    }

    /** The media type of the body, without parameters. */
    String mediaType() {
        String type = header(HeaderNames.CONTENT_TYPE);
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }

    boolean isDryRun() {
        String value = parameter("dryRun");
        return switch (value) {
            case "" -> false;
            case "All" -> true;
            default -> throw ApiException.badRequest("dryRun is \"" + value + "\"; it can only be All");
        };
    }

    /** How this request wants its write done; warnings go into the answer's headers. */
    WriteOptions writeOptions() {
        return new WriteOptions(isDryRun(), FieldValidation.parse(parameter("fieldValidation")), this::warn);
    }

    void warn(String message) {
        String quoted = message.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]", " ");
        response.headers().add(HeaderValues.create(WARNING, "299 - \"" + quoted + "\""));
    }

    void send(int status, ObjectNode body) {
        send(status, Json.bytes(body));
    }

    void send(int status, byte[] json) {
        send(status, List.of(json));
    }

    /** A body in parts, which are not put together in memory. */
    void send(int status, List<byte[]> json) {
        long length = json.stream().mapToLong(part -> part.length).sum();
        if (length <= LARGEST_WHOLE || method().equals("HEAD")) {
            response.status(status).header(JSON);
            finish(json, length);
            return;
        }
        response.status(status).header(JSON).header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        streaming = true;
        try (OutputStream out = response.outputStream()) {
            for (byte[] part : json) {
                out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(int status, String contentType, byte[] body) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, contentType);
        finish(List.of(body), body.length);
    }

    void sendText(int status, String text) {
        send(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer to HEAD says how long its body would be, and has none. */
    private void finish(List<byte[]> parts, long length) {
        if (method().equals("HEAD")) {
            response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
            response.send();
        } else {
            ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.toIntExact(length));
            parts.forEach(whole::writeBytes);
            response.send(whole.toByteArray());
        }
    }

    void header(String name, String value) {
        response.header(name, value);
    }

    /** Begins an answer whose length is not known. Its headers go out now, what is written with each flush. */
    OutputStream stream(String contentType) {
        response.status(200).header(HeaderNames.CONTENT_TYPE, contentType);
        streaming = true;
        return response.sink(PromptStream.TYPE).body();
    }

    /** Whether the answer has begun, so that no other can be given. */
    boolean isAnswered() {
        return streaming || response.isSent();
    }

    @Override
    public void close() {
        memory.release(taken);
    }
}
