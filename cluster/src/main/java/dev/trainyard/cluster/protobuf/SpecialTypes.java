package dev.trainyard.cluster.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.protobuf.FieldType.Scalar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Types that protobuf and JSON write differently. */
final class SpecialTypes {
    static final Map<Integer, MessageField> TIMESTAMP = Map.of(
            1, new MessageField("seconds", Scalar.INT64, false), 2, new MessageField("nanos", Scalar.INT32, false));

    static final Map<Integer, MessageField> INT_OR_STRING = Map.of(
            1, new MessageField("type", Scalar.INT64, false),
            2, new MessageField("intVal", Scalar.INT32, false),
            3, new MessageField("strVal", Scalar.STRING, false));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** The largest power of two below which each whole number has a double of its own. */
    private static final double EXACT = 1L << 53;

    private SpecialTypes() {}

    static JsonNode time(ObjectNode timestamp) throws ProtobufException {
        return time(timestamp, SECONDS);
    }

    static JsonNode microTime(ObjectNode timestamp) throws ProtobufException {
        return time(timestamp, MICROSECONDS);
    }

    /** An empty timestamp is Go's zero time, which JSON has as null. */
    private static JsonNode time(ObjectNode timestamp, DateTimeFormatter format) throws ProtobufException {
        if (timestamp.isEmpty()) {
            return NODES.nullNode();
        }
        long seconds = timestamp.path("seconds").longValue();
        try {
            return NODES.textNode(format.format(
                    Instant.ofEpochSecond(seconds, timestamp.path("nanos").longValue())));
        } catch (DateTimeException | ArithmeticException e) {
            throw new ProtobufException("a time in the body is " + seconds + " seconds after 1970; no calendar has it");
        }
    }

    static JsonNode intOrString(ObjectNode either) throws ProtobufException {
        long type = either.path("type").longValue();
        if (type == 0) {
            return NODES.numberNode(either.path("intVal").intValue());
        }
        if (type == 1) {
            return NODES.textNode(either.path("strVal").asText(""));
        }
        throw new ProtobufException("an IntOrString in the body has the type " + type + "; it must be 0 or 1");
    }

    /** Go writes whole numbers without a fraction. */
    static JsonNode number(double value) throws ProtobufException {
        if (!Double.isFinite(value)) {
            throw new ProtobufException("a number in the body is " + value + ", which JSON does not have");
        }
        return Math.rint(value) == value && Math.abs(value) < EXACT
                ? NODES.numberNode((long) value)
                : NODES.numberNode(value);
    }
}
