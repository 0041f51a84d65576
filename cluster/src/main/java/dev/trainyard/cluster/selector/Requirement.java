package dev.trainyard.cluster.selector;

import dev.trainyard.cluster.schema.NameRules;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One condition on an object's labels; all of a selector's must hold. */
sealed interface Requirement {

    boolean matches(Map<String, String> labels);

    record In(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return value != null && values.contains(value);
        }
    }

    /** Holds also where the label is absent. */
    record NotIn(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return value == null || !values.contains(value);
        }
    }

    record Exists(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    record DoesNotExist(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }

    /** The label is an integer beyond the bound; a label that is no integer never matches. */
    record Compare(String key, boolean greater, long bound) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            if (value == null) {
                return false;
            }
            try {
                var number = Long.parseLong(value);
                return greater ? number > bound : number < bound;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    static void checkKey(String key) throws SelectorException {
        check(key, "<nil>", NameRules.qualifiedName(key));
    }

    static void checkValue(String key, int index, String value) throws SelectorException {
        check(value, "values[" + index + "][" + key + "]", NameRules.labelValue(value));
    }

    private static void check(String value, String path, List<String> problems) throws SelectorException {
        if (!problems.isEmpty()) {
            throw new SelectorException("unable to parse requirement: " + path + ": Invalid value: \"" + value + "\": "
                    + String.join("; ", problems));
        }
    }
}
