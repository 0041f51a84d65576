package dev.trainyard.cluster.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions from users, with the syntax and the limits of Go's {@code regexp}: the time of a match grows with
 * the length of the text and of the expression, and with nothing else. RE2/J has no limit on what nested repeats
 * multiply, so the limits are checked here before it sees the expression.
 */
final class Re2 {
    /** As Go has it, for groups in groups and for what repeats in repeats multiply. */
    private static final int DEEPEST = 1000;

    private static final int LARGEST_REPEAT = 1000;

    /** Instructions of a compiled expression. A match may do work for each of them at each character. */
    private static final int LARGEST = 100_000;

    /** What one match may do: characters times instructions, about a second. */
    private static final long LONGEST_MATCH = 100_000_000;

    private final String text;
    private final Deque<Sequence> open = new ArrayDeque<>();
    private Sequence sequence = new Sequence();
    private int at;

    /** What stands between two parentheses, as far as it was read. */
    private static final class Sequence {
        long size;
        int repeat = 1;
        /** The last thing that an operator behind it would repeat. */
        long lastSize;

        int lastRepeat = 1;

        void add(long itsSize, int itsRepeat) {
            size += itsSize;
            repeat = Math.max(repeat, itsRepeat);
            lastSize = itsSize;
            lastRepeat = itsRepeat;
        }
    }

    private Re2(String text) {
        this.text = text;
    }

    /**
     * Compiles an expression.
     *
     * @throws PatternSyntaxException where Go's {@code regexp.Compile} has an error, with its words
     */
    static Pattern compile(String text) {
        var _ = size(text);
        return Pattern.compile(text);
    }

    /** Whether a match would take too long to be tried. */
    static boolean isTooMuch(Pattern pattern, CharSequence text) {
        return (long) pattern.programSize() * text.length() > LONGEST_MATCH;
    }

    /**
     * About how many instructions an expression compiles to.
     *
     * @throws PatternSyntaxException where it exceeds a limit; other mistakes are not looked for
     */
    static long size(String text) {
        return new Re2(text).measure();
    }

    private long measure() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '\\' -> escape();
                case '[' -> skipClass();
                case '(' -> {
                    open.push(sequence);
                    sequence = new Sequence();
                    at++;
                    if (open.size() > DEEPEST) {
                        throw new PatternSyntaxException("expression nests too deeply", text);
                    }
                }
                case ')' -> {
                    at++;
                    if (!open.isEmpty()) {
                        var group = sequence;
                        sequence = open.pop();
                        sequence.add(group.size + 2, group.repeat);
                    }
                }
                case '{' -> repeat();
                default -> {
                    sequence.add(1, 1);
                    at++;
                }
            }
            if (sequence.size > LARGEST) {
                throw new PatternSyntaxException("expression too large", text);
            }
        }
        return sequence.size;
    }

    private void escape() {
        var next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (next == 'Q') {
            var end = text.indexOf("\\E", at + 2);
            var after = end < 0 ? text.length() : end + 2;
            sequence.add(after - at, 1);
            at = after;
            return;
        }
        var braced = (next == 'p' || next == 'P' || next == 'x') && text.startsWith("{", at + 2);
        var end = braced ? text.indexOf('}', at) : -1;
        sequence.add(1, 1);
        at = end < 0 ? at + 2 : end + 1;
    }

    private void skipClass() {
        at++;
        if (text.startsWith("^", at)) {
            at++;
        }
        var first = at;
        while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
            if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                at = text.indexOf(":]", at) + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
        sequence.add(1, 1);
    }

    /** {@code {2}}, {@code {2,}} or {@code {2,5}} repeats what is before it; other braces are themselves. */
    private void repeat() {
        var end = text.indexOf('}', at);
        var bounds = end < 0 || end - at > 10 ? "" : text.substring(at + 1, end);
        var comma = bounds.indexOf(',');
        var least = number(comma < 0 ? bounds : bounds.substring(0, comma));
        var most = comma < 0 || comma == bounds.length() - 1 ? least : number(bounds.substring(comma + 1));
        if (least < 0 || most < 0) {
            sequence.add(1, 1);
            at++;
            return;
        }
        var times = Math.max(1, Math.max(least, most));
        if (times * sequence.lastRepeat > LARGEST_REPEAT) {
            throw new PatternSyntaxException("invalid repeat count", text.substring(at, end + 1));
        }
        var size = sequence.lastSize;
        sequence.size -= size;
        sequence.add(size * times, times * sequence.lastRepeat);
        at = end + 1;
    }

    /** -1 where it is no number; more than four digits are too many anyway. */
    private static int number(String digits) {
        return digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? -1
                : Integer.parseInt(digits);
    }
}
