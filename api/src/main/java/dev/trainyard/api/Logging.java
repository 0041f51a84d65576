package dev.trainyard.api;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** How logs look: one line an entry, and what only developers of our libraries want to know left out. */
public final class Logging {
    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private static final Logger FABRIC8 =
            Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");

    /** It logs a stack trace for each watch that a server or a wire ends; those who watch say so in a line. */
    private static final Logger WATCHES =
            Logger.getLogger("io.fabric8.kubernetes.client.informers.impl.cache.Reflector");

    /** For a process that runs parts; before the first line is logged. */
    public static void configure() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s  %5$s%6$s%n");
        var root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        List.of(root.getHandlers()).forEach(handler -> handler.setFormatter(new PrintableFormatter()));
        HELIDON.setLevel(Level.WARNING);
        FABRIC8.setLevel(Level.SEVERE);
        WATCHES.setLevel(Level.SEVERE);
    }

    /** Logs end on terminals, and names and messages in them come from clients, pods and stores. */
    static final class PrintableFormatter extends SimpleFormatter {
        @Override
        public String format(LogRecord entry) {
            return Printable.lines(super.format(entry)) + System.lineSeparator();
        }
    }

    private Logging() {}
}
