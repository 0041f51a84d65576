package dev.trainyard.cli;

import dev.trainyard.cli.command.Trainyard;
import dev.trainyard.cli.local.Logging;

/** The {@code trainyard} command. */
public final class Main {
    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        Logging.silence();
        System.exit(Trainyard.ofProcess().execute(args));
    }

    private Main() {}
}
