package dev.trainyard.uploader;

/**
 * Text that a terminal shows as it is. Paths, and what servers say, may hold anything: a line break would forge a line
 * of the log, and an escape sequence would change what the reader's terminal does.
 */
final class Printable {
    private Printable() {}

    static String of(String text) {
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
