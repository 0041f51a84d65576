package dev.trainyard.cluster.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses objects by their labels. Immutable. */
public final class LabelSelector {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private final List<Requirement> requirements;

    private LabelSelector(List<Requirement> requirements) {
        this.requirements = List.copyOf(requirements);
    }

    /** Matches every object. */
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /**
     * Reads the form of a URL's {@code labelSelector}: {@code app=web,tier!=cache,env in (a,b),!canary}.
     *
     * @throws SelectorException with the words of the real API server
     */
    public static LabelSelector parse(String text) throws SelectorException {
        return new LabelSelector(new LabelSelectorParser(text).parse());
    }

    /**
     * Reads the form that objects carry, with {@code matchLabels} and {@code matchExpressions}. As in Kubernetes an
     * empty selector matches every object, and an absent one none.
     *
     * @throws SelectorException if an operator is not one of In, NotIn, Exists and DoesNotExist, or its values don't
     *     fit it
     */
    public static LabelSelector of(JsonNode selector) throws SelectorException {
        var requirements = new ArrayList<Requirement>();
        for (var label : selector.path("matchLabels").properties()) {
            requirements.add(
                    new Requirement.In(label.getKey(), Set.of(label.getValue().asText())));
        }
        for (var expression : selector.path("matchExpressions")) {
            requirements.add(requirement(expression));
        }
        return new LabelSelector(requirements);
    }

    /** Whether the object's {@code metadata.labels} meet every requirement. */
    public boolean matches(ObjectNode object) {
        return requirements.isEmpty() || matchesLabels(object.path("metadata").get("labels"));
    }

    /** Whether a JSON object of labels, or its absence, meets every requirement. */
    public boolean matchesLabels(@Nullable JsonNode labels) {
        var values = values(labels);
        return requirements.stream().allMatch(requirement -> requirement.matches(values));
    }

    /** Whether this matches every object. */
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    private static Map<String, String> values(@Nullable JsonNode labels) {
        var values = new HashMap<String, String>();
        if (labels != null) {
            labels.properties()
                    .forEach(
                            label -> values.put(label.getKey(), label.getValue().asText()));
        }
        return values;
    }

    private static Requirement requirement(JsonNode expression) throws SelectorException {
        var key = expression.path("key").asText();
        var operator = expression.path("operator").asText();
        var values = new LinkedHashSet<String>();
        expression.path("values").forEach(value -> values.add(value.asText()));
        Requirement.checkKey(key);
        var wantsValues = operator.equals("In") || operator.equals("NotIn");
        if (wantsValues && values.isEmpty()) {
            throw new SelectorException(
                    "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
        }
        if (!wantsValues && !values.isEmpty()) {
            throw new SelectorException(
                    "values: Invalid value: values set must be empty for exists and does not exist");
        }
        return switch (operator) {
            case "In" -> new Requirement.In(key, values);
            case "NotIn" -> new Requirement.NotIn(key, values);
            case "Exists" -> new Requirement.Exists(key);
            case "DoesNotExist" -> new Requirement.DoesNotExist(key);
            default -> throw new SelectorException("\"" + operator + "\" is not a valid label selector operator");
        };
    }
}
