package dev.trainyard.api;

/**
 * Text that a terminal shows as it is. Names of files, messages and what a store says come from others: an escape
 * sequence in them would change what this terminal does, and a line break would forge a line.
 */
public final class Printable {
    private Printable() {}

    /** The text with such characters written as their numbers, like {@code \\u001b}. */
    public static String of(String text) {
        var printable = new StringBuilder();
        text.chars().forEach(c -> {
            if (isShown((char) c)) {
                printable.append((char) c);
            } else {
                printable.append("\\u%04x".formatted(c));
            }
        });
        return printable.toString();
    }

    /** The same, of a text that may have several lines. */
    public static String lines(String text) {
        return String.join("\n", text.lines().map(Printable::of).toList());
    }

    /** Controls, and the marks that turn the direction of the text after them. */
    private static boolean isShown(char c) {
        return c == '\t'
                || !(Character.isISOControl(c)
                        || c == '\u2028'
                        || c == '\u2029'
                        || (c >= '\u202a' && c <= '\u202e')
                        || (c >= '\u2066' && c <= '\u2069'));
    }
}
