package dev.trainyard.cli.screen;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/** Where a job is shown while it runs. */
public sealed interface Screen permits TerminalScreen, PlainScreen {
    /** For terminals. */
    String CLEAR_TO_END_OF_LINE = "\u001b[K";

    /** Shows the job as it is now. */
    void show(JobView job);

    /**
     * The screen for this output.
     *
     * @param width the terminal's width in columns; 0 where the output is no terminal
     */
    static Screen on(PrintStream out, IntSupplier width) {
        return width.getAsInt() > 0 ? new TerminalScreen(out, width) : new PlainScreen(out);
    }
}
