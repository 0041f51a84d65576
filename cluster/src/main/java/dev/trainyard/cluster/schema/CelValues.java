package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Turns JSON into the values that CEL programs work on, by the types that {@link CelTypes} gives them. */
final class CelValues {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");

    private CelValues() {}

    static Object of(Optional<SchemaNode> schema, JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var isMap = schema.flatMap(SchemaNode::additionalProperties).isPresent();
                var map = new LinkedHashMap<String, Object>();
                for (var field : value.properties()) {
                    var child = schema.flatMap(node -> node.child(field.getKey()));
                    var name =
                            isMap || schema.isEmpty() ? Optional.of(field.getKey()) : CelNames.escape(field.getKey());
                    name.ifPresent(key -> map.put(key, of(child, field.getValue())));
                }
                yield map;
            }
            case ARRAY -> {
                var list = new ArrayList<>();
                value.forEach(item -> list.add(of(schema.flatMap(SchemaNode::items), item)));
                yield list;
            }
            case NUMBER -> {
                var isNumber =
                        schema.map(SchemaNode::type).filter("number"::equals).isPresent();
                yield value.isIntegralNumber() && !isNumber ? (Object) value.longValue() : (Object) value.doubleValue();
            }
            case BOOLEAN -> value.booleanValue();
            case STRING -> string(schema.map(SchemaNode::format).orElse(""), value.textValue());
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }

    /** A string that does not have its format stays a string: its format is complained about elsewhere. */
    private static Object string(String format, String text) {
        try {
            return switch (format) {
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "date" ->
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> duration(text);
                default -> text;
            };
        } catch (DateTimeParseException | IllegalArgumentException | ArithmeticException e) {
            return text;
        }
    }

    /** Go's form of durations, {@code 1h30m}. */
    static Duration duration(String text) {
        if (!Formats.accepts("duration", TextNode.valueOf(text))) {
            throw new IllegalArgumentException("\"" + text + "\" is no duration: write it like 1h30m or 1.5s.");
        }
        var nanos = BigDecimal.ZERO;
        var matcher = DURATION_PART.matcher(text);
        while (matcher.find()) {
            var unit = switch (matcher.group(2)) {
                case "ns" -> 1L;
                case "us", "µs" -> 1_000L;
                case "ms" -> 1_000_000L;
                case "s" -> 1_000_000_000L;
                case "m" -> 60_000_000_000L;
                default -> 3_600_000_000_000L;
            };
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        BigInteger whole = nanos.toBigInteger();
        var duration = Duration.ofNanos(whole.longValueExact());
        return text.startsWith("-") ? duration.negated() : duration;
    }
}
