package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with an object, in the words of the Kubernetes API server.
 *
 * @param path the field, such as {@code spec.containers[0].image}; {@code <nil>} for the object itself
 * @param type what kind of mistake it is
 * @param detail what the field must be; may be empty
 * @param value the offending value; null where the type of the mistake does not show it
 */
public record FieldError(
        String path, Type type, String detail, @Nullable JsonNode value) {

    /** The kinds of mistakes, with the names that a {@code Status} uses in its causes. */
    public enum Type {
        NOT_FOUND("FieldValueNotFound", "Not found"),
        REQUIRED("FieldValueRequired", "Required value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        INTERNAL("InternalError", "Internal error"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

        private final String reason;
        private final String words;

        Type(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /** The name in {@code status.details.causes[].reason}. */
        public String reason() {
            return reason;
        }

        /** Whether CEL rules stay unchecked: they may count on what is wrong here, and would only add noise. */
        boolean hidesRules() {
            return switch (this) {
                case REQUIRED, NOT_SUPPORTED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
                case NOT_FOUND, DUPLICATE, INVALID, FORBIDDEN, INTERNAL -> false;
            };
        }
    }

    /** What follows errors that hide rules. */
    static FieldError rulesNotChecked() {
        return new FieldError(
                "<nil>",
                Type.INVALID,
                "some validation rules were not checked because the object was invalid; correct the existing errors to"
                        + " complete validation",
                JsonNodeFactory.instance.nullNode());
    }

    public static FieldError required(String path, String detail) {
        return new FieldError(path, Type.REQUIRED, detail, null);
    }

    public static FieldError invalid(String path, JsonNode value, String detail) {
        return new FieldError(path, Type.INVALID, detail, value);
    }

    public static FieldError invalid(String path, String value, String detail) {
        return invalid(path, TextNode.valueOf(value), detail);
    }

    public static FieldError forbidden(String path, String detail) {
        return new FieldError(path, Type.FORBIDDEN, detail, null);
    }

    public static FieldError notFound(String path, String value) {
        return new FieldError(path, Type.NOT_FOUND, "", TextNode.valueOf(value));
    }

    public static FieldError duplicate(String path, JsonNode value) {
        return new FieldError(path, Type.DUPLICATE, "", value);
    }

    /** The value is not one of those that the field can have. */
    public static FieldError notSupported(String path, JsonNode value, Collection<String> supported) {
        var detail = supported.stream().map(FieldError::quoted).collect(Collectors.joining(", "));
        return new FieldError(path, Type.NOT_SUPPORTED, "supported values: " + detail, value);
    }

    public static FieldError tooLong(String path, int maximum) {
        return new FieldError(path, Type.TOO_LONG, "may not be more than " + maximum + " bytes", null);
    }

    public static FieldError tooMany(String path, int actual, int maximum) {
        return new FieldError(
                path,
                Type.TOO_MANY,
                "must have at most " + maximum + (maximum == 1 ? " item" : " items"),
                LongNode.valueOf(actual));
    }

    /** The whole sentence: {@code spec.replicas: Invalid value: -1: must be greater than or equal to 0}. */
    public String message() {
        return path + ": " + body();
    }

    /** The sentence without the field, as a cause in a {@code Status} has it. */
    public String body() {
        var text = new StringBuilder(type.words);
        if (value != null && showsValue()) {
            text.append(": ").append(value.isTextual() ? quoted(value.textValue()) : value.toString());
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        return text.toString();
    }

    /** This error as an entry of {@code status.details.causes}. */
    public ObjectNode cause() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("reason", type.reason)
                .put("message", body())
                .put("field", path);
    }

    /**
     * All errors in one line, as the message of an Invalid {@code Status} ends: one as it is, several in brackets, none
     * of them twice.
     */
    public static String summary(List<FieldError> errors) {
        var messages = errors.stream().map(FieldError::message).distinct().toList();
        return messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]";
    }

    private boolean showsValue() {
        return switch (type) {
            case REQUIRED, FORBIDDEN, TOO_LONG, INTERNAL -> false;
            case NOT_FOUND, DUPLICATE, INVALID, NOT_SUPPORTED, TOO_MANY, TYPE_INVALID -> true;
        };
    }

    /** Quoted as Go and JSON both quote ordinary text. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
