package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place in an object that is being checked; what is wrong there goes to the list that all places of the object share.
 *
 * @param value what is there; a missing node if nothing is
 * @param path where it is, as errors name it
 */
record Field(JsonNode value, String path, List<FieldError> errors) {

    static Field root(JsonNode object, List<FieldError> errors) {
        return new Field(object, "", errors);
    }

    Field child(String name) {
        return new Field(value.path(name), path.isEmpty() ? name : path + "." + name, errors);
    }

    /** The entry of a map, written {@code labels[key]}. */
    Field entry(String key) {
        return new Field(value.path(key), path + "[" + key + "]", errors);
    }

    Stream<Field> elements() {
        return IntStream.range(0, value.isArray() ? value.size() : 0)
                .mapToObj(index -> new Field(value.get(index), path + "[" + index + "]", errors));
    }

    Stream<Field> entries() {
        return value.properties().stream().map(entry -> entry(entry.getKey()));
    }

    /** Whether there is a value that Go would not take for an absent one. */
    boolean isSet() {
        var emptyText = value.isTextual() && value.textValue().isEmpty();
        return !(value instanceof MissingNode) && !value.isNull() && !emptyText;
    }

    String text() {
        return value.asText();
    }

    boolean is(String text) {
        return value.isTextual() && value.textValue().equals(text);
    }

    /** The name of another object. */
    void checkName() {
        invalid(NameRules.dnsSubdomain(text()));
    }

    /** Complains, and returns false, if nothing is there. */
    boolean require(String detail) {
        if (!isSet()) {
            required(detail);
        }
        return isSet();
    }

    void required(String detail) {
        errors.add(FieldError.required(path, detail));
    }

    void invalid(String detail) {
        errors.add(FieldError.invalid(path, shown(), detail));
    }

    /** Each of the sentences says what is wrong with the value. */
    void invalid(List<String> details) {
        details.forEach(this::invalid);
    }

    /** Says what is wrong with the last part of the path: the key of a map. */
    void invalidKey(String key, List<String> details) {
        details.forEach(detail -> errors.add(FieldError.invalid(path, key, detail)));
    }

    void forbidden(String detail) {
        errors.add(FieldError.forbidden(path, detail));
    }

    void notFound() {
        errors.add(FieldError.notFound(path, text()));
    }

    /** Complains if the value is set to something else than these, which errors list in this order. */
    void oneOf(Collection<String> supported) {
        if (isSet() && !supported.contains(text())) {
            errors.add(FieldError.notSupported(path, shown(), supported));
        }
    }

    void requireOneOf(Collection<String> supported) {
        if (require("")) {
            oneOf(supported);
        }
    }

    void nonNegative() {
        if (value.isNumber() && value.asLong() < 0) {
            invalid("must be greater than or equal to 0");
        }
    }

    void between(long minimum, long maximum) {
        if (value.isNumber() && (value.asLong() < minimum || value.asLong() > maximum)) {
            invalid("must be between " + minimum + " and " + maximum + ", inclusive");
        }
    }

    /** Complains if two elements of this list have the same value in a field. */
    void unique(String name) {
        var seen = new HashSet<String>();
        elements().map(element -> element.child(name)).filter(Field::isSet).forEach(field -> {
            if (!seen.add(field.text())) {
                errors.add(FieldError.duplicate(field.path, field.value));
            }
        });
    }

    /** Complains if the value differs from the stored one. */
    void immutable(JsonNode old) {
        if (!value.equals(old) && (isSet() || new Field(old, path, errors).isSet())) {
            invalid("field is immutable");
        }
    }

    private JsonNode shown() {
        return value.isMissingNode() ? TextNode.valueOf("") : value;
    }
}
