package dev.trainyard.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code trainyard} command. */
@Command(
        name = "trainyard",
        description = "Trains models on Kubernetes, and on this machine without it.",
        mixinStandardHelpOptions = true,
        version = "trainyard 0.1.0")
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
