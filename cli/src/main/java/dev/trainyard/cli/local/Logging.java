package dev.trainyard.cli.local;

import java.util.logging.Level;
import java.util.logging.Logger;

/** How the cluster's log looks: one line an entry, and what only developers of our libraries want to know left out. */
final class Logging {
    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private static final Logger FABRIC8 =
            Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");

    /** Before the first line is logged. */
    static void configure() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s  %5$s%6$s%n");
        HELIDON.setLevel(Level.WARNING);
        FABRIC8.setLevel(Level.SEVERE);
    }

    private Logging() {}
}
