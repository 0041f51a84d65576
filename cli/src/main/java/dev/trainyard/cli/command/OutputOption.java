package dev.trainyard.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** Text for people, JSON for scripts. */
final class OutputOption {
    /** The forms. */
    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}; text unless given.",
            defaultValue = "text")
    private Format format = Format.text;

    boolean isJson() {
        return format == Format.json;
    }

    /** Prints a value as JSON. */
    static void print(PrintStream out, Object value) {
        try {
            out.println(Serialization.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
