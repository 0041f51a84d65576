package dev.trainyard.cli.screen;

import java.io.PrintStream;
import java.util.Optional;

/** Prints each change as a line, for a file or a pipe. */
final class PlainScreen implements Screen {
    private final PrintStream out;
    private Optional<JobView> shown = Optional.empty();

    PlainScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(JobView job) {
        var lines =
                shown.map(before -> JobLines.changes(before, job)).orElseGet(() -> JobLines.of(job, Integer.MAX_VALUE));
        lines.forEach(out::println);
        out.flush();
        shown = Optional.of(job);
    }
}
