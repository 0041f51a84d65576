package dev.trainyard.uploader.sync;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pointer to a job's latest good run, as {@code docs/formats/run.md} has it. It only ever moves to a run that was
 * made later, or to a later attempt of the same.
 *
 * @param runCreated when the job was made that the run is of
 * @param manifestSha256 of the run's manifest, hexadecimal
 */
record Latest(String run, Instant runCreated, int attempt, String manifestSha256) {
    static Latest of(Manifest manifest, Published published) {
        var identity = manifest.identity();
        return new Latest(
                identity.run(),
                identity.created().orElse(manifest.created()),
                identity.attempt(),
                published.manifestSha256());
    }

    byte[] toJson() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("version", 1);
        fields.put("run", run);
        fields.put("runCreated", runCreated.toString());
        fields.put("attempt", attempt);
        fields.put("manifest", run + "/manifest.json");
        fields.put("manifestSha256", manifestSha256);
        try {
            return JSON.std.asString(fields).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("strings and numbers are JSON", e);
        }
    }

    /** @throws IOException if it is none */
    static Latest parse(String json) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(json);
        if (fields.get("run") instanceof String run
                && fields.get("runCreated") instanceof String created
                && fields.get("attempt") instanceof Integer attempt
                && fields.get("manifestSha256") instanceof String sha256) {
            try {
                return new Latest(run, Instant.parse(created), attempt, sha256);
            } catch (DateTimeParseException e) {
                throw new IOException("its runCreated is " + created, e);
            }
        }
        throw new IOException("it names no run, attempt, time or manifest");
    }

    /** Whether the pointer may move from {@code there} to this. */
    boolean follows(Latest there) {
        if (run.equals(there.run)) {
            return attempt > there.attempt
                    || (attempt == there.attempt && !manifestSha256.equals(there.manifestSha256));
        }
        return runCreated.equals(there.runCreated)
                ? run.compareTo(there.run) > 0
                : runCreated.isAfter(there.runCreated);
    }
}
