package dev.trainyard.cli;

import dev.trainyard.cli.command.Trainyard;

/** The {@code trainyard} command. */
public final class Main {
    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(Trainyard.ofProcess().execute(args));
    }

    private Main() {}
}
