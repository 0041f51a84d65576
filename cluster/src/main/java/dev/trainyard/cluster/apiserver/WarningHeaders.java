package dev.trainyard.cluster.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The values of the Warning headers for some texts, in the form and within the limits of a Kubernetes API server.
 *
 * <p>Helidon 4.5 cannot write a value over HTTP/2 when Huffman coding makes it longer, which brackets, quotes and all
 * characters outside ASCII do. Such a text becomes an RFC 2047 encoded word, which kubectl and client-go decode.
 */
final class WarningHeaders {
    /** Beyond this many characters of all texts together, each text is cut. */
    private static final int MOST_CHARACTERS = 4096;

    private static final int MOST_CHARACTERS_WHEN_CUT = 256;

    private WarningHeaders() {}

    static List<String> of(List<String> texts) {
        var distinct = new LinkedHashSet<>(texts);
        distinct.remove("");
        var total = distinct.stream().mapToLong(WarningHeaders::characters).sum();
        if (total <= MOST_CHARACTERS) {
            return distinct.stream().map(WarningHeaders::header).toList();
        }
        var headers = new ArrayList<String>();
        var written = 0;
        for (var text : distinct) {
            if (written >= MOST_CHARACTERS) {
                break;
            }
            var cut = cut(text);
            headers.add(header(cut));
            written += characters(cut);
        }
        return headers;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cut(String text) {
        return characters(text) <= MOST_CHARACTERS_WHEN_CUT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS_WHEN_CUT));
    }

    private static String header(String text) {
        var printable = text.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\u0080-\\u009f]", " ");
        var plain = "299 - \"" + printable.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return HuffmanLength.bits(plain) <= plain.length() * Byte.SIZE && isAscii(plain)
                ? plain
                : "299 - \"" + encodedWord(printable) + "\"";
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** RFC 2047's Q encoding. No character of it but the four question marks has a code of more than 8 bits. */
    private static String encodedWord(String text) {
        var word = new StringBuilder("=?utf-8?q?");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each == ' ') {
                word.append('_');
            } else if (each > 0 && Character.isLetterOrDigit(each)) {
                word.append((char) each);
            } else {
                word.append("=%02X".formatted(each));
            }
        }
        return word.append("?=").toString();
    }
}
