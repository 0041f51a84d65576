package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
    @Test
    void anEntryChangesNoTerminal() {
        var entry = new LogRecord(Level.INFO, "pod a\u001b[2Jb failed");
        entry.setThrown(new IllegalStateException("title \u009d0;x\u0007"));

        var text = new Logging.PrintableFormatter().format(entry);

        assertThat(text)
                .contains("pod a\\u001b[2Jb failed", "title \\u009d0;x\\u0007", "\tat ")
                .endsWith("\n")
                .doesNotContain("\u001b", "\u009d", "\u0007");
    }
}
