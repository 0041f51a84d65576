package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.failure.Failure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run's {@code manifest.json}, in the form of {@code docs/formats/run.md}. It is written last, so whoever has it
 * finds every file.
 *
 * @param version the version of the form, 1
 * @param kind such as {@code TFJob}
 * @param namespace the job's
 * @param job the job's name
 * @param run the job's UID
 * @param attempt the number of the chief pod whose files these are
 * @param outcome Succeeded, Failed or Interrupted
 * @param exitCode the trainer's
 * @param created RFC 3339 in UTC
 * @param files sorted by path
 */
public record Manifest(
        int version,
        String kind,
        String namespace,
        String job,
        String run,
        int attempt,
        String outcome,
        Optional<Integer> exitCode,
        String created,
        List<File> files) {
    /** Its name in the store. */
    static final String NAME = "manifest.json";

    private static final int VERSION = 1;

    /**
     * A file of the run.
     *
     * @param path relative to the output folder, with {@code /}
     * @param at its key under the attempt's, if that is not its path
     * @param size in bytes
     * @param sha256 hexadecimal
     */
    public record File(String path, Optional<String> at, long size, String sha256) {
        /** Whether one of its fields is missing or makes no sense. JSON can leave out what the type demands. */
        static boolean isIncomplete(@Nullable File file) {
            return file == null || file.path() == null || file.sha256() == null || file.size() < 0;
        }

        boolean isSame(File other) {
            return size == other.size && sha256.equals(other.sha256);
        }
    }

    static Manifest parse(byte[] json, String source) {
        try {
            var manifest = Serialization.mapper().readValue(new String(json, UTF_8), Manifest.class);
            if (manifest.version() != VERSION) {
                throw new Failure(source + " has version " + manifest.version() + ", and this trainyard reads version "
                        + VERSION + ": take a newer one.");
            }
            if (manifest.run() == null
                    || manifest.outcome() == null
                    || manifest.created() == null
                    || manifest.files().stream().anyMatch(File::isIncomplete)) {
                throw new Failure(
                        source + " is no manifest: it lacks its run, outcome or time, or a file in it lacks its "
                                + "path, size or checksum.");
            }
            return manifest;
        } catch (JsonProcessingException invalid) {
            throw new Failure(source + " is no manifest: " + invalid.getOriginalMessage(), invalid);
        }
    }
}
