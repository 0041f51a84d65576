package dev.trainyard.cli.screen;

import dev.trainyard.api.Printable;
import java.util.List;

/** A line of several things side by side, or below each other where the window is too narrow for that. */
public final class Line {
    /**
     * The text, without a line end, {@linkplain Printable printable}.
     *
     * @param things what to show
     * @param gap what stands between two things on one line
     * @param indent what stands before each line after the first
     * @param columns the window's width; 0 where there is none, and one line is as long as it gets
     */
    public static String of(List<String> things, String gap, String indent, int columns) {
        var text = new StringBuilder();
        var used = 0;
        for (var thing : things.stream().map(Printable::of).toList()) {
            if (!text.isEmpty() && columns > 0 && used + gap.length() + thing.length() > columns) {
                text.append(System.lineSeparator()).append(indent);
                used = indent.length();
            } else if (!text.isEmpty()) {
                text.append(gap);
                used += gap.length();
            }
            text.append(thing);
            used += thing.length();
        }
        return text.toString();
    }

    private Line() {}
}
