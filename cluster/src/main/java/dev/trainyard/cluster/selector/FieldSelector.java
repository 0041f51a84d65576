package dev.trainyard.cluster.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Chooses objects by the values of a few fields that their kind supports. Immutable. */
public final class FieldSelector {
    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());
    private static final List<String> OPERATORS = List.of("!=", "==", "=");

    private record Term(String field, boolean equal, String value) {}

    private record Condition(Term term, Function<JsonNode, String> read) {
        boolean matches(JsonNode object) {
            return read.apply(object).equals(term.value) == term.equal;
        }
    }

    private final List<Condition> conditions;

    private FieldSelector(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /** Matches every object. */
    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /**
     * Reads a URL's {@code fieldSelector} for a built-in kind: {@code spec.nodeName=a,status.phase!=Running}.
     *
     * @throws SelectorException if it can't be read, or names a field that the kind can't be selected by
     */
    public static FieldSelector parse(String text, GroupVersionKind kind) throws SelectorException {
        return parse(text, kind, SelectableFields.of(kind));
    }

    /**
     * Reads a URL's {@code fieldSelector} for a custom resource.
     *
     * @param selectable the paths of the CRD's {@code selectableFields}, such as {@code .spec.color}
     * @throws SelectorException if it can't be read, or names a field that the kind can't be selected by
     */
    public static FieldSelector parse(String text, GroupVersionKind kind, Collection<String> selectable)
            throws SelectorException {
        var fields = new HashMap<String, Function<JsonNode, String>>();
        selectable.forEach(path -> fields.put(path.replaceFirst("^\\.", ""), SelectableFields.dotted(path)));
        return parse(text, kind, fields);
    }

    private static FieldSelector parse(
            String text, GroupVersionKind kind, Map<String, Function<JsonNode, String>> fields)
            throws SelectorException {
        var conditions = new ArrayList<Condition>();
        for (var part : split(text)) {
            if (part.isEmpty()) {
                continue;
            }
            var term = term(text, part);
            var read = Optional.ofNullable(SelectableFields.metadata().get(term.field))
                    .or(() -> Optional.ofNullable(fields.get(term.field)))
                    .orElseThrow(() -> unsupported(term.field, kind));
            conditions.add(new Condition(term, read));
        }
        return new FieldSelector(conditions);
    }

    public boolean matches(ObjectNode object) {
        return conditions.stream().allMatch(condition -> condition.matches(object));
    }

    /** Whether this matches every object. */
    public boolean isEverything() {
        return conditions.isEmpty();
    }

    /** The one name that objects must have, if the selector asks for one: then a list is a look-up. */
    public Optional<String> name() {
        return conditions.stream()
                .map(Condition::term)
                .filter(term -> term.equal && term.field.equals("metadata.name"))
                .map(Term::value)
                .findFirst();
    }

    private static SelectorException unsupported(String field, GroupVersionKind kind) {
        var custom = kind.group().contains(".") && !kind.group().endsWith(".k8s.io");
        return switch (kind.kind()) {
            case "Job" -> new SelectorException("field label \"" + field + "\" not supported for Job");
            case "Pod",
                    "Node",
                    "Event",
                    "Namespace",
                    "Secret",
                    "Service",
                    "ReplicationController",
                    "CertificateSigningRequest" -> new SelectorException("field label not supported: " + field);
            default ->
                new SelectorException(
                        custom
                                ? "field label not supported: " + field
                                : "\"" + field
                                        + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        };
    }

    /** Splits at commas that no backslash escapes. */
    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            if (character == ',') {
                parts.add(part.toString());
                part.setLength(0);
                continue;
            }
            part.append(character);
            if (character == '\\' && index + 1 < text.length()) {
                part.append(text.charAt(++index));
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Term term(String selector, String part) throws SelectorException {
        for (var index = 0; index < part.length(); index++) {
            for (var operator : OPERATORS) {
                if (part.startsWith(operator, index)) {
                    var value = unescaped(part.substring(index + operator.length()));
                    return new Term(part.substring(0, index), !operator.equals("!="), value);
                }
            }
        }
        throw new SelectorException("invalid selector: '" + selector + "'; can't understand '" + part + "'");
    }

    private static String unescaped(String value) throws SelectorException {
        var result = new StringBuilder();
        for (var index = 0; index < value.length(); index++) {
            var character = value.charAt(index);
            if (character == '=') {
                throw new SelectorException("invalid field selector: unescaped character in value: " + (int) character);
            }
            if (character == '\\') {
                index++;
                if (index == value.length() || "\\,=".indexOf(value.charAt(index)) < 0) {
                    throw new SelectorException("invalid field selector: invalid escape sequence: \\"
                            + value.substring(Math.min(index, value.length()), Math.min(index + 1, value.length())));
                }
                character = value.charAt(index);
            }
            result.append(character);
        }
        return result.toString();
    }
}
