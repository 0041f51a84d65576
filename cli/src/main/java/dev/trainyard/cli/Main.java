package dev.trainyard.cli;

import dev.trainyard.api.VirtualThreads;
import dev.trainyard.cli.command.Trainyard;
import dev.trainyard.cli.local.Silence;

/** The {@code trainyard} command. */
public final class Main {
    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        VirtualThreads.spareCarriers();
        Silence.begin();
        System.exit(Trainyard.execute(args));
    }

    private Main() {}
}
