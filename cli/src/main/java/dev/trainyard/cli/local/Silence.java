package dev.trainyard.cli.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * No logs at all, for a command, which says itself what a person must know. The JDK makes one of these when something
 * is first logged: to set up logging at the start of every command would cost the twentieth of a second.
 */
public final class Silence {
    /** For the JDK, which finds this class by its name. */
    public Silence() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(".level=OFF".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Logs nothing in this process; before the first line is logged. */
    public static void begin() {
        System.setProperty("java.util.logging.config.class", Silence.class.getName());
    }
}
