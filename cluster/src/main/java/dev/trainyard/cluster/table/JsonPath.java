package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JSON paths that printer columns and scale subresources use:
 * {@code .status.conditions[?(@.type=="Ready")].status}, {@code .spec.items[0]}, {@code .spec.items[-1:]},
 * {@code .metadata.labels['a.b/c']}, {@code .metadata.labels.a\.b/c}, {@code .spec.items[*].name}.
 */
public final class JsonPath {
    private static final Pattern STEP = Pattern.compile("""
            \\.(?<field>(?:\\\\.|[^.\\[\\]\\\\])+)\
            |\\[(?:'(?<single>[^']*)'|"(?<double>[^"]*)")\\]\
            |\\[(?<index>-?\\d+)\\]\
            |\\[(?<start>-?\\d*):(?<end>-?\\d*)\\]\
            |(?<all>\\[\\*\\]|\\.\\*)\
            |\\[\\?\\(\\s*@(?<path>[^=!<>\\s]*)\\s*(?<operator>==|!=|<=|>=|<|>)\\s*(?<value>"[^"]*"|'[^']*'|[^)\\s]+)\\s*\\)\\]""");

    private sealed interface Step {}

    private record Field(String name) implements Step {}

    private record Index(int index) implements Step {}

    /** From one place up to another, which is not taken; places below zero count from the end. */
    private record Slice(Optional<Integer> start, Optional<Integer> end) implements Step {}

    private record All() implements Step {}

    private record Filter(JsonPath path, String operator, String value) implements Step {}

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Reads a path; empty if it is none, or uses a form that is not supported here. */
    public static Optional<JsonPath> parse(String text) {
        var steps = new ArrayList<Step>();
        var matcher = STEP.matcher(text);
        var end = 0;
        while (end < text.length()) {
            matcher.region(end, text.length());
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
            var step = step(matcher);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
            end = matcher.end();
        }
        return Optional.of(new JsonPath(steps));
    }

    /** The first value that the path leads to. */
    public Optional<JsonNode> first(JsonNode root) {
        return values(root).findFirst();
    }

    private Stream<JsonNode> values(JsonNode root) {
        var found = Stream.of(root);
        for (var step : steps) {
            found = found.flatMap(node -> follow(step, node));
        }
        return found;
    }

    private static Optional<Step> step(Matcher matcher) {
        for (var name : List.of("field", "single", "double")) {
            var field = matcher.group(name);
            if (field != null) {
                return Optional.of(new Field(field.replaceAll("\\\\(.)", "$1")));
            }
        }
        var index = matcher.group("index");
        if (index != null) {
            return Optional.of(new Index(Integer.parseInt(index)));
        }
        if (matcher.group("start") != null) {
            return Optional.of(new Slice(number(matcher.group("start")), number(matcher.group("end"))));
        }
        if (matcher.group("all") != null) {
            return Optional.of(new All());
        }
        var value = matcher.group("value");
        var literal = value.matches("\"[^\"]*\"|'[^']*'") ? value.substring(1, value.length() - 1) : value;
        return parse(matcher.group("path")).map(path -> new Filter(path, matcher.group("operator"), literal));
    }

    private static Optional<Integer> number(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(text));
    }

    private static Stream<JsonNode> follow(Step step, JsonNode node) {
        return switch (step) {
            case Field(var name) -> Stream.ofNullable(node.get(name));
            case Index(var index) -> Stream.ofNullable(node.get(index < 0 ? node.size() + index : index));
            case Slice(var start, var end) -> {
                var from = start.map(place -> place < 0 ? Math.max(0, node.size() + place) : place)
                        .orElse(0);
                var to = end.map(place -> place < 0 ? node.size() + place : place)
                        .orElse(node.size());
                yield ObjectView.each(node).limit(Math.max(0, to)).skip(from);
            }
            case All _ -> ObjectView.each(node);
            case Filter filter -> ObjectView.each(node).filter(item -> matches(filter, item));
        };
    }

    private static boolean matches(Filter filter, JsonNode item) {
        return filter.path
                .first(item)
                .map(found -> {
                    var order = found.isNumber()
                            ? Double.compare(found.asDouble(), literal(filter.value))
                            : found.asText().compareTo(filter.value);
                    return switch (filter.operator) {
                        case "==" -> order == 0;
                        case "!=" -> order != 0;
                        case "<" -> order < 0;
                        case "<=" -> order <= 0;
                        case ">" -> order > 0;
                        default -> order >= 0;
                    };
                })
                .orElse(false);
    }

    private static double literal(String literal) {
        try {
            return Double.parseDouble(literal);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
