package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.cluster.patch.PatchException.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The order of a merged list: what the patch names stands in the patch's order, what only the server has keeps its
 * place among the items that both have.
 */
final class ListOrder {
    private ListOrder() {}

    /** Where the list has an item with the same merge key, or the same value if there is none; -1 if nowhere. */
    static int indexOf(JsonNode list, JsonNode item, Optional<String> key) {
        var wanted = identity(item, key);
        for (var index = 0; index < list.size(); index++) {
            if (identity(list.get(index), key).equals(wanted)) {
                return index;
            }
        }
        return -1;
    }

    /**
     * @param wanted the patch's order
     * @param stored the server's order
     */
    static ArrayNode arrange(ArrayNode merged, ArrayNode wanted, ArrayNode stored, Optional<String> key) {
        var named = new ArrayList<JsonNode>();
        var serverOnly = new ArrayList<JsonNode>();
        merged.forEach(item -> (indexOf(wanted, item, key) >= 0 ? named : serverOnly).add(item));
        named.sort(Comparator.comparingInt(item -> indexOf(wanted, item, key)));
        serverOnly.sort(Comparator.comparingInt(item -> indexOf(stored, item, key)));
        return interleave(serverOnly, named, stored, key);
    }

    private static ArrayNode interleave(
            List<JsonNode> serverOnly, List<JsonNode> named, ArrayNode stored, Optional<String> key) {
        var result = JsonNodeFactory.instance.arrayNode();
        var next = 0;
        for (var item : named) {
            var place = indexOf(stored, item, key);
            while (next < serverOnly.size() && indexOf(stored, serverOnly.get(next), key) < place) {
                result.add(serverOnly.get(next++));
            }
            result.add(item);
        }
        return result.addAll(serverOnly.subList(next, serverOnly.size()));
    }

    /** Refuses a patch whose list and whose prescribed order contradict each other. */
    static void requireSameOrder(ArrayNode items, ArrayNode wanted, Optional<String> key) throws PatchException {
        if (wanted.isEmpty()) {
            return;
        }
        var next = 0;
        for (var item : items) {
            if (Directives.isDirective(item)) {
                continue;
            }
            while (next < wanted.size() && !identity(wanted.get(next), key).equals(identity(item, key))) {
                next++;
            }
            if (next++ >= wanted.size()) {
                throw new PatchException(
                        Cause.MALFORMED,
                        "The order in patch list: " + items + " doesn't match $setElementOrder list: " + wanted);
            }
        }
    }

    private static JsonNode identity(JsonNode item, Optional<String> key) {
        return key.isEmpty() ? item : item.path(key.get());
    }
}
