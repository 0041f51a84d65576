package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.failure.Failure;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint of a run, whole in the store, as the run's {@code checkpoints.json} has it
 * ({@code docs/formats/run.md}).
 *
 * @param name its path in the output folder
 * @param attempt the number of the chief pod that saved it
 * @param stamp when it was written, in nanoseconds since 1970 by that pod's clock
 */
public record Checkpoint(String name, int attempt, long stamp, List<Manifest.File> files) {
    /** Its list's name in the store. */
    static final String NAME = "checkpoints.json";

    private static final int VERSION = 2;

    private record All(int version, List<Checkpoint> checkpoints) {}

    /** The oldest first. */
    static List<Checkpoint> parse(byte[] json, String source) {
        try {
            var all = Serialization.mapper().readValue(new String(json, UTF_8), All.class);
            if (all.version() < 1 || all.version() > VERSION) {
                throw new Failure(source + " has version " + all.version() + ", and this trainyard reads versions 1 to "
                        + VERSION + ": take a newer one.");
            }
            if (all.checkpoints().stream()
                    .anyMatch(each -> each == null
                            || each.name() == null
                            || each.files().stream().anyMatch(Manifest.File::isIncomplete))) {
                throw new Failure(source + " lists no checkpoints: one lacks its name, or a file of it lacks its path, "
                        + "size or checksum.");
            }
            return all.checkpoints();
        } catch (JsonProcessingException invalid) {
            throw new Failure(source + " lists no checkpoints: " + invalid.getOriginalMessage(), invalid);
        }
    }

    public long bytes() {
        return files.stream().mapToLong(Manifest.File::size).sum();
    }

    /** Its files as those of a run, to be fetched like them. */
    Manifest manifest(String namespace, String job, String run) {
        // In version 1 all files of a checkpoint are under its stamp.
        var folder = ".trainyard/checkpoints/" + stamp + "/";
        var placed = files.stream()
                .map(file -> new Manifest.File(
                        file.path(), Optional.of(file.at().orElse(folder + file.path())), file.size(), file.sha256()))
                .toList();
        return new Manifest(1, "", namespace, job, run, attempt, "Saved", Optional.empty(), "", placed);
    }
}
