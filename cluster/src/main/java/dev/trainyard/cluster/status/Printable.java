package dev.trainyard.cluster.status;

import com.google.re2j.Pattern;

/**
 * Messages for a person quote what clients, pods and webhooks have written, and clients print them on a terminal as
 * they are. An escape sequence in them would change what that terminal does.
 */
public final class Printable {
    /** Controls but tabs and line ends, and the marks that turn the direction of the text after them. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]");

    private Printable() {}

    /** The text with such characters written as their numbers, like {@code \\u001b}. */
    public static String of(String text) {
        var matcher = UNPRINTABLE.matcher(text);
        var printable = new StringBuilder();
        var end = 0;
        while (matcher.find()) {
            printable.append(text, end, matcher.start()).append("\\u%04x".formatted((int)
                            text.charAt(matcher.start())));
            end = matcher.end();
        }
        return printable.append(text, end, text.length()).toString();
    }
}
