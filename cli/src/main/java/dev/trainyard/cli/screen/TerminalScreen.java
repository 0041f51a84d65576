package dev.trainyard.cli.screen;

import java.io.PrintStream;
import java.util.List;

/** Draws the picture over the one before. */
final class TerminalScreen implements Screen {
    private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final int columns;
    private List<String> shown = List.of();

    TerminalScreen(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void show(JobView job) {
        var lines = JobLines.of(job, columns);
        if (lines.equals(shown)) {
            return;
        }
        // In one write, so that no half-drawn picture is seen.
        var drawing = new StringBuilder();
        if (!shown.isEmpty()) {
            drawing.append("\u001b[%dA".formatted(shown.size())); // up to its first line
        }
        lines.forEach(line ->
                drawing.append('\r').append(line).append(CLEAR_TO_END_OF_LINE).append('\n'));
        out.print(drawing.append(CLEAR_BELOW));
        out.flush();
        shown = lines;
    }
}
