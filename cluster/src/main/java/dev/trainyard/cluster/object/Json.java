package dev.trainyard.cluster.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON text to trees and back. */
public final class Json {
    /** How deep a tree may be that somebody sent. */
    public static final int DEEPEST = 500;

    /**
     * How deep a tree may be that this server writes, and reads again: one that was sent gets some levels around it, in
     * a list or a review, and an earlier release took deeper ones.
     */
    private static final int DEEPEST_OWN = 4 * DEEPEST;

    /**
     * Shared by all: it is safe for many threads, and costly to make. What it writes is ASCII: a watch over plain HTTP
     * reaches fabric8 in pieces, and fabric8 7.5 puts a NUL behind each piece for every byte that is not (its
     * WatchHTTPManager takes the whole array behind a decoded buffer), then gives the watch up.
     */
    public static final ObjectMapper MAPPER = mapper(DEEPEST_OWN);

    private static final ObjectMapper SENT = mapper(DEEPEST);

    private Json() {}

    private static ObjectMapper mapper(int deepest) {
        var factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(deepest).build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(deepest)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Reads text that somebody sent.
     *
     * @throws IOException when it is no JSON, or nested too deep; the message says where
     */
    public static JsonNode parse(byte[] text) throws IOException {
        try {
            return SENT.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new IOException(
                    "it is nested more than " + DEEPEST + " levels deep, or has a number or a name that is too long",
                    e);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " (line " + e.getLocation().getLineNr() + ", column "
                                            + e.getLocation().getColumnNr() + ")"),
                    e);
        }
    }

    /** Reads text that this server wrote itself. */
    public static ObjectNode parseOwn(byte[] text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object is damaged", e);
        }
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
