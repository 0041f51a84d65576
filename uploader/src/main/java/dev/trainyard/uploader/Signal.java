package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.sync.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the operator relays of the trainer's end; {@code docs/formats/run.md} has the fields.
 *
 * @param containerId the instance that ended; empty where none has
 * @param last the trainer will not run again in this pod ({@code final})
 * @param logs the logs of the run's pods are on their way here
 * @param stopped the pod is being deleted and the trainer has ended in it; another pod may go on with the run
 */
record Signal(
        String containerId,
        int restarts,
        OptionalInt exitCode,
        Outcome outcome,
        boolean last,
        boolean logs,
        boolean stopped) {

    /** The signal in the folder, or nothing as long as the operator has given none. */
    static Optional<Signal> in(Path folder) throws IOException {
        try {
            var text = Files.readString(folder.resolve("trainer"));
            return text.isBlank() ? Optional.empty() : Optional.of(parse(text));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** @throws IOException if it is no signal */
    static Signal parse(String text) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(text);
        return new Signal(
                fields.get("containerID") instanceof String id ? id : "",
                fields.get("restarts") instanceof Number restarts ? restarts.intValue() : 0,
                fields.get("exitCode") instanceof Number code ? OptionalInt.of(code.intValue()) : OptionalInt.empty(),
                outcome(fields.get("outcome")),
                Boolean.TRUE.equals(fields.get("final")),
                Boolean.TRUE.equals(fields.get("logs")),
                Boolean.TRUE.equals(fields.get("stopped")));
    }

    private static Outcome outcome(@Nullable Object name) throws IOException {
        for (var outcome : Outcome.values()) {
            if (outcome.name().equals(name)) {
                return outcome;
            }
        }
        throw new IOException("its outcome is " + name);
    }
}
