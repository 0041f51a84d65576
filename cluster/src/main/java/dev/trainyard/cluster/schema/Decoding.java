package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import dev.trainyard.cluster.object.Rfc3339;
import dev.trainyard.cluster.schema.FieldType.ListOf;
import dev.trainyard.cluster.schema.FieldType.MapOf;
import dev.trainyard.cluster.schema.FieldType.Scalar;
import dev.trainyard.cluster.schema.FieldType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Does to a JSON tree what decoding it into Go structs does to the real server's: fields that the kind does not have
 * and nulls are dropped, quantities and times take their canonical form, and a value of the wrong JSON type is an
 * error.
 */
final class Decoding {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

    private final List<String> unknown = new ArrayList<>();
    private Optional<String> error = Optional.empty();

    private Decoding() {}

    static BuiltinKinds.Decoded decode(Struct kind, ObjectNode object) {
        var decoding = new Decoding();
        decoding.struct(kind, object, "", "");
        return new BuiltinKinds.Decoded(decoding.unknown, decoding.error);
    }

    /**
     * @param path with list indexes, as unknown fields are named
     * @param field without, as errors of decoding are
     */
    private void struct(Struct struct, ObjectNode object, String path, String field) {
        var types = struct.fields();
        for (var fields = object.properties().iterator(); fields.hasNext(); ) {
            var entry = fields.next();
            var name = entry.getKey();
            var type = types.get(name);
            if (type == null) {
                unknown.add(join(path, name));
                fields.remove();
            } else if (entry.getValue().isNull() && type != Scalar.ANY) {
                fields.remove();
            } else {
                entry.setValue(value(type, entry.getValue(), join(path, name), struct.name(), join(field, name)));
            }
        }
    }

    private JsonNode value(FieldType type, JsonNode value, String path, String owner, String field) {
        switch (type) {
            case Struct struct when value instanceof ObjectNode object -> struct(struct, object, path, field);
            case ListOf(var element)
            when value instanceof ArrayNode list -> {
                for (var index = 0; index < list.size(); index++) {
                    list.set(index, value(element, list.get(index), path + "[" + index + "]", owner, field));
                }
            }
            case MapOf(var element)
            when value instanceof ObjectNode map -> {
                for (var entry : map.properties()) {
                    entry.setValue(value(element, entry.getValue(), join(path, entry.getKey()), owner, field));
                }
            }
            case Scalar.QUANTITY -> {
                return quantity(value, CanonicalQuantity::parse);
            }
            case Scalar scalar
            when fits(scalar, value) -> {
                switch (scalar) {
                    case BYTES -> base64(value.textValue());
                    case TIME -> {
                        return time(value.textValue(), Rfc3339::time, "");
                    }
                    case MICRO_TIME -> {
                        return time(value.textValue(), Rfc3339::microTime, ".000000");
                    }
                    case STRING, INT32, INT64, NUMBER, BOOLEAN, QUANTITY, INT_OR_STRING, ANY -> {
                        // It stays as it is.
                    }
                }
            }
            case Struct _, ListOf _, MapOf _, Scalar _ -> {
                if (!value.isNull()) {
                    wrongType(type, value, owner, field);
                }
            }
        }
        return value;
    }

    private JsonNode quantity(JsonNode value, Function<String, Optional<String>> parse) {
        var parsed = value.isTextual() || value.isNumber() ? parse.apply(value.asText()) : Optional.<String>empty();
        if (parsed.isEmpty()) {
            fail("quantities must match the regular expression '" + CanonicalQuantity.SYNTAX + "'");
        }
        return parsed.<JsonNode>map(TextNode::valueOf).orElse(value);
    }

    private void base64(String text) {
        var digits = BASE64.matcher(text);
        var padded = digits.lookingAt() ? digits.end() : 0;
        if (padded < text.length() || text.length() % 4 != 0) {
            fail("illegal base64 data at input byte " + (padded < text.length() ? padded : text.length() / 4 * 4));
        }
    }

    /**
     * @param canonical the text as it is stored; empty if it is no time
     * @param fraction what the layout that the message names has behind the seconds
     */
    private JsonNode time(String text, Function<String, Optional<String>> canonical, String fraction) {
        var parsed = canonical.apply(text);
        if (parsed.isEmpty()) {
            fail("parsing time \"%1$s\" as \"2006-01-02T15:04:05%2$sZ07:00\": cannot parse \"%1$s\" as \"2006\""
                    .formatted(text, fraction));
        }
        return TextNode.valueOf(parsed.orElse(text));
    }

    private static boolean fits(Scalar scalar, JsonNode value) {
        return switch (scalar) {
            case STRING, TIME, MICRO_TIME, BYTES -> value.isTextual();
            case INT32 -> value.isIntegralNumber() && value.canConvertToInt();
            case INT64 -> value.isIntegralNumber() && value.canConvertToLong();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isTextual() || value.isIntegralNumber();
            case QUANTITY, ANY -> true;
        };
    }

    private void wrongType(FieldType type, JsonNode value, String owner, String field) {
        var found = switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case NUMBER -> value.isIntegralNumber() && type != Scalar.STRING ? "number " + value : "number";
            case BOOLEAN -> "bool";
            case STRING, BINARY, POJO, MISSING, NULL -> "string";
        };
        fail("json: cannot unmarshal " + found + " into Go struct field " + owner + "." + field + " of type "
                + type.goName());
    }

    private void fail(String message) {
        error = error.or(() -> Optional.of(message));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
