package dev.trainyard.cluster.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Damages texts as an attacker or a careless client would; the same seed damages them in the same way. */
final class Mutator {
    /** What parsers stumble over. */
    private static final List<String> MORSELS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ",",
            ":",
            "/",
            "~",
            "~2",
            "-",
            "%",
            "%00",
            "%2f",
            "..",
            "?",
            "&",
            "=",
            "!",
            "(",
            ")",
            " in (",
            "null",
            "true",
            "1",
            "-1",
            "1e400",
            "9223372036854775808",
            "0x1",
            "\"\"",
            "{}",
            "[]",
            "\u0000",
            "\u202e",
            "\ud800",
            "é",
            "$patch",
            "$retainKeys",
            "/metadata",
            "/-",
            "/0",
            "metadata",
            "spec",
            "self",
            "size(",
            ".all(x, x)",
            "matches('a')",
            "8Ei",
            "10m",
            "''",
            "<",
            "&amp;",
            "]]>",
            "\r\n");

    private static final int MOST_CHANGES = 4;
    private static final int DEEP = 300;

    private final RandomGenerator random;

    Mutator(RandomGenerator random) {
        this.random = random;
    }

    <T> T one(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /** The text with some changes, or none. */
    String damaged(String text) {
        var changed = text;
        for (int changes = random.nextInt(MOST_CHANGES + 1); changes > 0; changes--) {
            changed = once(changed);
        }
        return changed;
    }

    private String once(String text) {
        var from = random.nextInt(text.length() + 1);
        var to = Math.min(text.length(), from + random.nextInt(8));
        return switch (random.nextInt(7)) {
            case 0 -> text.substring(0, from) + one(MORSELS) + text.substring(from);
            case 1 -> text.substring(0, from) + one(MORSELS) + text.substring(to);
            case 2 -> text.substring(0, from) + text.substring(to);
            case 3 ->
                text.substring(0, from) + text.substring(from, to).repeat(random.nextInt(40)) + text.substring(to);
            case 4 -> text.substring(0, from);
            case 5 -> value(text);
            default ->
                text.substring(0, from) + one(List.of("[", "{\"a\":", "(")).repeat(DEEP) + text.substring(from);
        };
    }

    /** A value of JSON becomes one of another type: what is no syntax error gets further. */
    private String value(String text) {
        var colons = text.chars().filter(c -> c == ':').count();
        if (colons == 0) {
            return text;
        }
        int colon = -1;
        for (long skip = random.nextLong(colons); skip >= 0; skip--) {
            colon = text.indexOf(':', colon + 1);
        }
        var end = colon + 1;
        var depth = 0;
        while (end < text.length() && (depth > 0 || ",}]".indexOf(text.charAt(end)) < 0)) {
            depth += switch (text.charAt(end)) {
                case '{', '[' -> 1;
                case '}', ']' -> -1;
                default -> 0;
            };
            end++;
        }
        var other = one(List.of("1", "null", "\"\"", "\"x\"", "[]", "{}", "[null]", "{\"a\":null}", "true", "-0.5"));
        return text.substring(0, colon + 1) + other + text.substring(end);
    }
}
