package dev.trainyard.cli.screen;

import java.io.PrintStream;

/** Where a job is shown while it runs. */
public sealed interface Screen permits TerminalScreen, PlainScreen {
    /** Shows the job as it is now. */
    void show(JobView job);

    /**
     * The screen for this output.
     *
     * @param columns the terminal's width; 0 where the output is no terminal
     */
    static Screen on(PrintStream out, int columns) {
        return columns > 0 ? new TerminalScreen(out, columns) : new PlainScreen(out);
    }
}
