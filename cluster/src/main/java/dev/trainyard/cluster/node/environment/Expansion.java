package dev.trainyard.cluster.node.environment;

import java.util.Map;

/** {@code $(NAME)} in commands, arguments and values, by the rules of Kubernetes. */
final class Expansion {
    private Expansion() {}

    /** {@code $$} stands for {@code $}; a reference to what is not known stays as it is written. */
    static String expand(String text, Map<String, String> values) {
        var out = new StringBuilder();
        var at = 0;
        while (at < text.length()) {
            var character = text.charAt(at);
            if (character != '$' || at + 1 == text.length()) {
                out.append(character);
                at++;
                continue;
            }
            var next = text.charAt(at + 1);
            var end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (next == '$') {
                out.append('$');
                at += 2;
            } else if (end > 0) {
                var name = text.substring(at + 2, end);
                var value = values.get(name);
                out.append(value == null ? "$(" + name + ")" : value);
                at = end + 1;
            } else {
                out.append('$');
                at++;
            }
        }
        return out.toString();
    }
}
