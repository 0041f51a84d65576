package dev.trainyard.uploader.sync;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.comp.ObjectComposer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an attempt left, as {@code docs/formats/run.md} has it.
 *
 * @param exitCode the trainer's, where it has one
 * @param files in the order of their paths
 */
public record Manifest(
        Identity identity,
        Outcome outcome,
        OptionalInt exitCode,
        Instant created,
        List<Entry> files,
        List<Skipped> skipped) {
    private static final String CREATED = "\"created\":\"";

    /**
     * A file that is in the store.
     *
     * @param at its key under the attempt's prefix, if that is not its path
     * @param sha256 hexadecimal
     */
    public record Entry(String path, Optional<String> at, long size, String sha256) {}

    public long bytes() {
        return files.stream().mapToLong(Entry::size).sum();
    }

    public byte[] toJson() {
        try {
            var bytes = new ByteArrayOutputStream();
            var composer = JSON.std.composeTo(bytes);
            var object = composer.startObject();
            object.put("version", 1)
                    .put("kind", identity.kind())
                    .put("namespace", identity.namespace())
                    .put("job", identity.job())
                    .put("run", identity.run())
                    .put("attempt", identity.attempt())
                    .put("outcome", outcome.name());
            if (exitCode.isPresent()) {
                object.put("exitCode", exitCode.getAsInt());
            }
            object.put("created", created.toString());
            putFiles(object);
            if (!skipped.isEmpty()) {
                putSkipped(object);
            }
            object.end();
            composer.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError("memory takes what it is given", e);
        }
    }

    private void putFiles(ObjectComposer<?> object) throws IOException {
        var array = object.startArrayField("files");
        for (var file : files) {
            var entry = array.startObject().put("path", file.path());
            if (file.at().isPresent()) {
                entry.put("at", file.at().get());
            }
            entry.put("size", file.size()).put("sha256", file.sha256()).end();
        }
        array.end();
    }

    private void putSkipped(ObjectComposer<?> object) throws IOException {
        var array = object.startArrayField("skipped");
        for (var one : skipped) {
            array.startObject()
                    .put("path", one.path())
                    .put("reason", one.reason())
                    .end();
        }
        array.end();
    }

    /**
     * What may be done about a manifest that is in the store already. A later attempt's wins over an earlier one's that
     * did not succeed, whoever comes first; nothing wins over one that did. {@code docs/decisions/0600} says why.
     */
    enum Claim {
        /** It says what this one says: an earlier start of this uploader wrote it. */
        OURS,
        REPLACE,
        FENCED
    }

    /** @throws IOException if {@code there} is no manifest */
    Claim claim(String there) throws IOException {
        // To compare the text is a fraction of the work of parsing it, and an uploader that starts again does it.
        if (withoutCreated(there).equals(withoutCreated(new String(toJson(), StandardCharsets.UTF_8)))) {
            return Claim.OURS;
        }
        Map<String, Object> other = JSON.std.mapFrom(there);
        if (!(other.get("attempt") instanceof Integer attempt)) {
            throw new IOException("it names no attempt");
        }
        if (attempt == identity.attempt()) {
            var mine = JSON.std.mapFrom(toJson());
            mine.remove("created");
            other.remove("created");
            return mine.equals(other) ? Claim.OURS : Claim.REPLACE;
        }
        var succeeded = Outcome.Succeeded.name().equals(other.get("outcome"));
        return attempt < identity.attempt() && !succeeded ? Claim.REPLACE : Claim.FENCED;
    }

    /** The text as {@link #toJson} renders it, but for the time. No string in it can contain an unescaped quote. */
    private static String withoutCreated(String json) {
        var begin = json.indexOf(CREATED);
        var end = json.indexOf("\",", begin + CREATED.length());
        return begin < 0 || end < 0 ? json : json.substring(0, begin) + json.substring(end);
    }
}
