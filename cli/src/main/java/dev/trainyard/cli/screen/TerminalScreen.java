package dev.trainyard.cli.screen;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Draws the picture over the one before. The window may have another width by then: its lines are cut to the new one,
 * and the old picture is as many rows high as its lines have become.
 */
final class TerminalScreen implements Screen {
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final IntSupplier width;
    private Optional<JobView> job = Optional.empty();
    private List<String> shown = List.of();

    TerminalScreen(PrintStream out, IntSupplier width) {
        this.out = out;
        this.width = width;
    }

    @Override
    public void show(JobView now) {
        if (job.equals(Optional.of(now))) {
            return;
        }
        job = Optional.of(now);
        var columns = width.getAsInt();
        var lines = JobLines.of(now, columns);
        // In one write, so that no half-drawn picture is seen.
        var drawing = new StringBuilder();
        if (!shown.isEmpty()) {
            drawing.append("\u001b[%dA".formatted(rows(shown, columns))); // up to its first line
        }
        lines.forEach(line ->
                drawing.append('\r').append(line).append(CLEAR_TO_END_OF_LINE).append('\n'));
        out.print(drawing.append(CLEAR_BELOW));
        out.flush();
        shown = lines;
    }

    /** How many rows lines take in a window that may have become narrower than they are. */
    private static int rows(List<String> lines, int columns) {
        return lines.stream()
                .mapToInt(line -> Math.max(1, Math.ceilDiv(line.length(), columns)))
                .sum();
    }
}
