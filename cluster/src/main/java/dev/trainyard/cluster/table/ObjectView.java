package dev.trainyard.cluster.table;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An object at a point in time, with the ways in which cells look at it. Paths are written {@code spec/replicas}.
 *
 * @param now what ages are counted to
 */
record ObjectView(ObjectNode object, Instant now) {
    private static final Map<String, JsonPointer> POINTERS = new ConcurrentHashMap<>();

    JsonNode at(String path) {
        return at(object, path);
    }

    static JsonNode at(JsonNode node, String path) {
        return node.at(POINTERS.computeIfAbsent(path, text -> JsonPointer.compile("/" + text)));
    }

    /** The field as text; empty where it is absent. */
    String text(String path) {
        return at(path).asText();
    }

    String text(String path, String absent) {
        return Optional.of(text(path)).filter(text -> !text.isEmpty()).orElse(absent);
    }

    long number(String path) {
        return at(path).asLong();
    }

    /** How long ago the field's time was. */
    String age(String path) {
        return Ages.since(text(path), now);
    }

    boolean isBeingDeleted() {
        return !text("metadata/deletionTimestamp").isEmpty();
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Each element's field, joined by commas. */
    static String joined(JsonNode list, String field) {
        return each(list).map(item -> item.path(field).asText()).collect(Collectors.joining(","));
    }

    /** Whether the status has the condition with status True. */
    boolean hasCondition(String type) {
        return each(at("status/conditions"))
                .anyMatch(condition -> condition.path("type").asText().equals(type)
                        && condition.path("status").asText().equals("True"));
    }

    /** At most so many, and how many more there are; {@code <none>} and {@code <unset>} are the caller's business. */
    static String shortened(List<String> items, int maximum, String separator) {
        var shown = String.join(separator, items.subList(0, Math.min(maximum, items.size())));
        return items.size() > maximum ? shown + " + " + (items.size() - maximum) + " more..." : shown;
    }

    /** A map of labels as {@code a=b,c=d}. */
    static String labels(JsonNode labels) {
        if (labels.isEmpty()) {
            return "<none>";
        }
        return labels.properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** A label selector in the form that kubectl's {@code -l} takes. */
    static String selector(JsonNode selector) {
        var requirements = new TreeMap<String, String>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> requirements.put(
                        label.getKey(), label.getKey() + "=" + label.getValue().asText()));
        for (var expression : selector.path("matchExpressions")) {
            var key = expression.path("key").asText();
            var values = each(expression.path("values"))
                    .map(JsonNode::asText)
                    .sorted()
                    .collect(Collectors.joining(",", "(", ")"));
            var text = switch (expression.path("operator").asText()) {
                case "Exists" -> key;
                case "DoesNotExist" -> "!" + key;
                default -> key + " " + expression.path("operator").asText().toLowerCase(Locale.ROOT) + " " + values;
            };
            requirements.merge(key, text, (one, other) -> one + "," + other);
        }
        return requirements.isEmpty() ? "<none>" : String.join(",", requirements.values());
    }
}
