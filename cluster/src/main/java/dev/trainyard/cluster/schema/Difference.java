package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Names the fields in which two trees differ, for a person who is told that they must not. */
final class Difference {
    private Difference() {}

    /** One line for each field: what it was, and what it would be. */
    static String of(JsonNode before, JsonNode after) {
        var lines = new ArrayList<String>();
        compare("spec", before, after, lines);
        return String.join("\n", lines);
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> lines) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            var names = new TreeSet<String>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + "." + name, before.path(name), after.path(name), lines));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (var index = 0; index < before.size(); index++) {
                compare(path + "[" + index + "]", before.get(index), after.get(index), lines);
            }
        } else {
            lines.add("  " + path + ": " + shown(before) + " -> " + shown(after));
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "unset" : value.toString();
    }
}
