package dev.trainyard.cluster.patch;

import static dev.trainyard.cluster.patch.Directives.DELETE;
import static dev.trainyard.cluster.patch.Directives.DELETE_FROM_PRIMITIVE_LIST;
import static dev.trainyard.cluster.patch.Directives.MERGE;
import static dev.trainyard.cluster.patch.Directives.PATCH;
import static dev.trainyard.cluster.patch.Directives.REPLACE;
import static dev.trainyard.cluster.patch.Directives.RETAIN_KEYS;
import static dev.trainyard.cluster.patch.Directives.SET_ELEMENT_ORDER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.patch.PatchException.Cause;
import dev.trainyard.cluster.schema.BuiltinTypes;
import dev.trainyard.cluster.schema.FieldType;
import dev.trainyard.cluster.schema.FieldType.ListOf;
import dev.trainyard.cluster.schema.FieldType.MapOf;
import dev.trainyard.cluster.schema.FieldType.Scalar;
import dev.trainyard.cluster.schema.FieldType.Struct;
import dev.trainyard.cluster.schema.GroupVersionKind;
import dev.trainyard.cluster.schema.MergeRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strategic merge patch, {@code application/strategic-merge-patch+json}, for built-in kinds: as a merge patch, but
 * lists of objects are merged by the key that their type names. The rules, the order of merged lists included, are
 * those of {@code k8s.io/apimachinery/pkg/util/strategicpatch}.
 */
public final class StrategicMergePatch {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StrategicMergePatch() {}

    /**
     * The object after the patch; the arguments stay as they are.
     *
     * @throws PatchException if the patch is malformed, does not fit the object, or the kind is not a built-in one
     */
    public static ObjectNode apply(GroupVersionKind kind, ObjectNode object, JsonNode patch) throws PatchException {
        var type = BuiltinTypes.find(kind)
                .orElseThrow(() -> new PatchException(
                        Cause.MALFORMED,
                        "Strategic merge patch is not supported for " + kind + ": use a merge patch or a JSON patch."));
        if (!(patch instanceof ObjectNode fields)) {
            throw new PatchException(
                    Cause.MALFORMED, "A strategic merge patch is a JSON object, and this is none: " + patch + ".");
        }
        return mergeObject(object.deepCopy(), fields.deepCopy(), type);
    }

    /** Merges in place: both trees are copies, and parts of the patch may end up in the result. */
    private static ObjectNode mergeObject(ObjectNode object, ObjectNode patch, FieldType type) throws PatchException {
        var directive = patch.remove(PATCH);
        if (directive != null) {
            return switch (directive.asText()) {
                case REPLACE -> patch;
                case DELETE -> JSON.objectNode();
                default -> throw unknownDirective(directive, patch);
            };
        }
        retainKeys(object, patch);
        for (var name : names(patch)) {
            if (name.startsWith(SET_ELEMENT_ORDER)) {
                mergeInOrder(object, patch, name.substring(SET_ELEMENT_ORDER.length()), patch.remove(name), type);
            }
        }
        for (var name : names(patch)) {
            var value = patch.get(name);
            if (name.startsWith(DELETE_FROM_PRIMITIVE_LIST)) {
                deleteValues(object, name.substring(DELETE_FROM_PRIMITIVE_LIST.length()), value);
            } else {
                mergeField(object, name, value, type);
            }
        }
        return object;
    }

    private static void mergeField(ObjectNode object, String name, JsonNode patch, FieldType type)
            throws PatchException {
        var existing = object.get(name);
        if (patch.isNull()) {
            object.remove(name);
        } else if (existing instanceof ObjectNode stored && patch instanceof ObjectNode fields) {
            var replaces = rule(type, name).filter(MergeRule::replacesObjects).isPresent();
            object.set(name, replaces ? fields : mergeObject(stored, fields, fieldType(type, name)));
        } else if (existing instanceof ArrayNode stored && patch instanceof ArrayNode items) {
            var rule = rule(type, name).filter(MergeRule::mergesLists);
            object.set(name, rule.isPresent() ? mergeList(stored, items, rule.get(), elementType(type, name)) : items);
        } else if (Directives.isDirective(patch)) {
            object.remove(name);
        } else {
            object.set(name, Directives.withoutDirectives(patch));
        }
    }

    private static void retainKeys(ObjectNode object, ObjectNode patch) throws PatchException {
        var directive = patch.remove(RETAIN_KEYS);
        if (directive == null) {
            return;
        }
        var retained = new HashSet<String>();
        directive.forEach(key -> retained.add(key.asText()));
        var strays = names(patch).stream()
                .filter(name -> !patch.path(name).isNull() && !name.startsWith("$") && !retained.contains(name))
                .toList();
        if (!directive.isArray() || !strays.isEmpty()) {
            throw new PatchException(
                    Cause.MALFORMED,
                    "Invalid patch format of retainKeys: " + RETAIN_KEYS
                            + " is a list that names every field that the patch" + " sets"
                            + (strays.isEmpty() ? "." : ", and lacks " + String.join(", ", strays) + "."));
        }
        object.retain(retained);
    }

    /** Merges one list whose order the patch prescribes by {@code $setElementOrder}, and takes it out of the patch. */
    private static void mergeInOrder(ObjectNode object, ObjectNode patch, String name, JsonNode order, FieldType type)
            throws PatchException {
        if (!(order instanceof ArrayNode wanted)) {
            throw new PatchException(Cause.MALFORMED, "Invalid patch format of setElementOrder list: it is no list.");
        }
        var key = rule(type, name).flatMap(MergeRule::mergeKey);
        var stored = object.get(name) instanceof ArrayNode list ? list : JSON.arrayNode();
        var serverOrder = stored.deepCopy();
        var merged = stored;
        if (patch.remove(name) instanceof ArrayNode items) {
            ListOrder.requireSameOrder(items, wanted, key);
            var rule = rule(type, name).filter(MergeRule::mergesLists);
            merged = rule.isPresent() ? mergeList(stored, items, rule.get(), elementType(type, name)) : items;
        }
        if (object.has(name) || !merged.isEmpty()) {
            object.set(name, ListOrder.arrange(merged, wanted, serverOrder, key));
        }
    }

    private static ArrayNode mergeList(ArrayNode stored, ArrayNode patch, MergeRule rule, FieldType element)
            throws PatchException {
        if (stored.isEmpty() && patch.isEmpty()) {
            return stored;
        }
        if (rule.mergeKey().isEmpty()) {
            return mergeValues(stored, patch);
        }
        var key = rule.mergeKey().get();
        var items = new ArrayList<ObjectNode>();
        var replace = false;
        for (var item : patch) {
            var fields = object(item);
            var directive = fields.get(PATCH);
            if (directive == null) {
                items.add(fields);
                continue;
            }
            switch (directive.asText()) {
                case DELETE -> deleteMatching(stored, key, keyOf(fields, key));
                case REPLACE -> replace = true;
                case MERGE ->
                    throw new PatchException(Cause.MALFORMED, "Merging lists cannot yet be specified in the patch.");
                default -> throw unknownDirective(directive, fields);
            }
        }
        var merged = replace ? JSON.arrayNode() : stored;
        var order = merged.deepCopy();
        for (var item : items) {
            var index = replace ? -1 : ListOrder.indexOf(merged, item, Optional.of(key));
            keyOf(item, key);
            if (index < 0) {
                merged.add(Directives.withoutDirectives(item));
            } else {
                merged.set(index, mergeObject(object(merged.get(index)), item, element));
            }
        }
        return replace ? merged : ListOrder.arrange(merged, JSON.arrayNode().addAll(items), order, rule.mergeKey());
    }

    private static ArrayNode mergeValues(ArrayNode stored, ArrayNode patch) {
        var merged = JSON.arrayNode();
        for (var values : List.of(stored, patch)) {
            for (var value : values) {
                if (ListOrder.indexOf(merged, value, Optional.empty()) < 0) {
                    merged.add(value);
                }
            }
        }
        return ListOrder.arrange(merged, patch, stored, Optional.empty());
    }

    private static void deleteMatching(ArrayNode list, String key, JsonNode value) throws PatchException {
        for (var index = list.size() - 1; index >= 0; index--) {
            if (keyOf(object(list.get(index)), key).equals(value)) {
                list.remove(index);
            }
        }
    }

    private static void deleteValues(ObjectNode object, String name, JsonNode values) {
        if (object.get(name) instanceof ArrayNode list) {
            for (var index = list.size() - 1; index >= 0; index--) {
                if (ListOrder.indexOf(values, list.get(index), Optional.empty()) >= 0) {
                    list.remove(index);
                }
            }
        }
    }

    private static ObjectNode object(JsonNode item) throws PatchException {
        if (item instanceof ObjectNode object) {
            return object;
        }
        throw new PatchException(
                Cause.MALFORMED, "A list of objects is patched with objects, and this is none: " + item + ".");
    }

    private static JsonNode keyOf(ObjectNode item, String key) throws PatchException {
        var value = item.get(key);
        if (value == null) {
            throw new PatchException(Cause.MALFORMED, "map: " + item + " does not contain declared merge key: " + key);
        }
        return value;
    }

    private static PatchException unknownDirective(JsonNode directive, ObjectNode patch) {
        return new PatchException(Cause.MALFORMED, "unknown patch type: " + directive.asText() + " in map: " + patch);
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static Optional<MergeRule> rule(FieldType type, String field) {
        return type instanceof Struct struct ? MergeRule.of(struct, field) : Optional.empty();
    }

    private static FieldType fieldType(FieldType type, String field) {
        return switch (type) {
            case Struct struct -> struct.fields().getOrDefault(field, Scalar.ANY);
            case MapOf(var value) -> value;
            case ListOf _, Scalar _ -> Scalar.ANY;
        };
    }

    private static FieldType elementType(FieldType type, String field) {
        return fieldType(type, field) instanceof ListOf(var element) ? element : Scalar.ANY;
    }
}
