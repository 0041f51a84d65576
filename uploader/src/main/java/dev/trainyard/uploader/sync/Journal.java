package dev.trainyard.uploader.sync;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Keys;
import dev.trainyard.uploader.store.Store.Part;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has been uploaded so far, kept as {@code .trainyard/upload.jsonl}: a line is added when a file or a part is in
 * the store, so that whoever comes after a {@code kill -9} sends neither again. A line that was cut off, or lost with
 * the node's power, costs one more upload and nothing else; so nothing is forced to disk. Where no line can be written
 * (full disk), the upload goes on without.
 */
public final class Journal implements AutoCloseable {
    /** Of a line: a path may have 1024 bytes, and JSON may write each as six. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** Of the file: more would not fit into memory. The trainer can make it as long as it likes. */
    private static final long MOST_BYTES = 256L << 20;

    private final Map<String, Uploaded> uploaded = new ConcurrentHashMap<>();
    private final Map<String, Unfinished> unfinished = new ConcurrentHashMap<>();
    private final OutputFolder folder;
    private final String file;
    private final Consumer<String> log;
    private @Nullable OutputStream out;
    private @Nullable String voided;

    private Journal(OutputFolder folder, String file, Consumer<String> log) {
        this.folder = folder;
        this.file = file;
        this.log = log;
    }

    /**
     * Goes on with the journal of this place in the store; one of another place is of no use and is begun anew.
     *
     * @param file its path in the folder
     * @param url where the attempt's files go
     */
    public static Journal open(OutputFolder folder, String file, String url, Consumer<String> log) {
        var journal = new Journal(folder, file, log);
        var resumes = journal.read(url);
        try {
            folder.createFolders(file.substring(0, file.lastIndexOf('/')));
            if (!resumes) {
                folder.delete(file);
            }
            journal.out = Channels.newOutputStream(
                    folder.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            journal.giveUp(e);
        }
        if (resumes) {
            // Ends the line that a kill may have cut off.
            journal.write("\n");
        } else {
            journal.add(Map.of("version", 1, "url", url));
        }
        return journal;
    }

    Map<String, Uploaded> uploaded() {
        return uploaded;
    }

    /** What the store has of a file that it has. */
    public Manifest.Entry entry(LocalFile local) {
        var there = Objects.requireNonNull(uploaded.get(local.path()), local.path());
        return new Manifest.Entry(local.path(), there.at(), local.size(), there.sha256());
    }

    /** Whether the store has the file as it is, under this key below the attempt's prefix. */
    public boolean has(LocalFile local, Optional<String> at) {
        var there = uploaded.get(local.path());
        return there != null
                && there.fingerprint().equals(local.fingerprint())
                && there.at().equals(at);
    }

    /** Whether a file is in the store under a key that begins with this, below the attempt's prefix. */
    public boolean hasAny(String folder) {
        return uploaded.values().stream()
                .anyMatch(
                        there -> there.at().filter(at -> at.startsWith(folder)).isPresent());
    }

    /** A file as the store last had it whole. */
    Optional<Uploaded> before(String path) {
        return Optional.ofNullable(uploaded.get(path));
    }

    Optional<Unfinished> unfinished(String path) {
        return Optional.ofNullable(unfinished.get(path));
    }

    /** The instance of the trainer whose DONE was last declared void. */
    public Optional<String> voided() {
        return Optional.ofNullable(voided);
    }

    void finished(LocalFile local, Optional<String> at, String sha256) {
        put(local.path(), local.fingerprint(), sha256, at);
        var line = line("file", local, at);
        line.put("sha256", sha256);
        add(line);
    }

    /** The parts that it was sent in, if it was, say later what of it has changed. */
    private void put(String path, Fingerprint fingerprint, String sha256, Optional<String> at) {
        var parts = Optional.ofNullable(unfinished.remove(path))
                .map(sent -> new SentParts(sent.partSize(), Map.copyOf(sent.parts())));
        uploaded.put(path, new Uploaded(fingerprint, sha256, at, parts));
    }

    Unfinished begun(LocalFile local, Optional<String> at, String upload, long partSize) {
        var begun = new Unfinished(local.fingerprint(), at, upload, partSize, new ConcurrentHashMap<>());
        unfinished.put(local.path(), begun);
        var line = line("begun", local, at);
        line.put("upload", upload);
        line.put("partSize", partSize);
        add(line);
        return begun;
    }

    void sent(LocalFile local, Unfinished upload, SentPart sent) {
        var part = sent.part();
        upload.parts().put(part.number(), sent);
        add(Map.of(
                "part",
                local.path(),
                "number",
                part.number(),
                "receipt",
                part.receipt(),
                "crc32c",
                part.crc32c(),
                "crc32",
                sent.crc32()));
    }

    void abandoned(String path) {
        unfinished.remove(path);
        add(Map.of("abandoned", path));
    }

    /** What is in the store under keys that begin with this, below the attempt's prefix, does not count any more. */
    public void forget(String folder) {
        var paths = uploaded.entrySet().stream()
                .filter(entry -> entry.getValue()
                        .at()
                        .filter(at -> at.startsWith(folder))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
        paths.forEach(this::forgotten);
    }

    /** The store has this file no more. */
    void forgotten(String path) {
        uploaded.remove(path);
        add(Map.of("forgotten", path));
    }

    public void voided(String containerId) {
        voided = containerId;
        add(Map.of("voided", containerId));
    }

    @Override
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private static Map<String, Object> line(String what, LocalFile local, Optional<String> at) {
        var line = new LinkedHashMap<String, Object>();
        line.put(what, local.path());
        line.put("size", local.fingerprint().size());
        line.put("modified", local.fingerprint().modified());
        line.put("changed", local.fingerprint().changed());
        at.ifPresent(key -> line.put("at", key));
        return line;
    }

    private void add(Map<String, ?> line) {
        try {
            write(JSON.std.asString(line) + "\n");
        } catch (IOException e) {
            throw new AssertionError("strings and numbers are JSON", e);
        }
    }

    private synchronized void write(String text) {
        if (out == null) {
            return;
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void giveUp(IOException e) {
        out = null;
        log.accept(
                "cannot keep the state of the upload in %s (%s): going on without, a restart would send everything again"
                        .formatted(folder.path(file), e));
    }

    /** Says whether the journal is of this place. */
    private boolean read(String url) {
        if (!folder.exists(file)) {
            return false;
        }
        try (var channel = folder.open(file, StandardOpenOption.READ);
                var text = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            if (channel.size() > MOST_BYTES) {
                throw new IOException("it has %d bytes, more than any upload needs".formatted(channel.size()));
            }
            var header = parse(line(text));
            if (!url.equals(header.get("url"))) {
                return false;
            }
            for (var line = line(text); line != null; line = line(text)) {
                apply(parse(line));
            }
            return true;
        } catch (IOException e) {
            log.accept("cannot read the state of the upload in %s (%s): everything is sent again"
                    .formatted(folder.path(file), e));
            uploaded.clear();
            unfinished.clear();
            return false;
        }
    }

    private static @Nullable String line(BufferedReader text) throws IOException {
        var line = new StringBuilder();
        for (int c = text.read(); c != '\n'; c = text.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line in it is longer than any path needs");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private static Map<String, Object> parse(@Nullable String line) {
        try {
            return line == null || line.isBlank() ? Map.of() : JSON.std.mapFrom(line);
        } catch (IOException e) {
            return Map.of();
        }
    }

    private void apply(Map<String, Object> line) {
        if (isForged(line)) {
            return;
        }
        if (line.get("file") instanceof String path && line.get("sha256") instanceof String sha256) {
            put(path, fingerprint(line), sha256, at(line));
        } else if (line.get("begun") instanceof String path && line.get("upload") instanceof String upload) {
            unfinished.put(
                    path,
                    new Unfinished(
                            fingerprint(line), at(line), upload, number(line, "partSize"), new ConcurrentHashMap<>()));
        } else if (line.get("part") instanceof String path && line.get("receipt") instanceof String receipt) {
            var part = new Part((int) number(line, "number"), receipt, (int) number(line, "crc32c"));
            unfinished(path)
                    .ifPresent(upload ->
                            upload.parts().put(part.number(), new SentPart(part, (int) number(line, "crc32"))));
        } else if (line.get("abandoned") instanceof String path) {
            unfinished.remove(path);
        } else if (line.get("forgotten") instanceof String path) {
            uploaded.remove(path);
        } else if (line.get("voided") instanceof String containerId) {
            voided = containerId;
        }
    }

    private static Fingerprint fingerprint(Map<String, Object> line) {
        return new Fingerprint(number(line, "size"), number(line, "modified"), number(line, "changed"));
    }

    private static Optional<String> at(Map<String, Object> line) {
        return line.get("at") instanceof String key ? Optional.of(key) : Optional.empty();
    }

    /**
     * Whether the uploader has not written this line. The trainer can write to the journal too, and must not choose the
     * key of another run: what is sent, replaced or deleted in the store is named after the paths and keys here.
     */
    private static boolean isForged(Map<String, Object> line) {
        return Stream.of("file", "begun", "part", "at")
                        .map(line::get)
                        .anyMatch(path -> path instanceof String text && !Keys.isPlain(text))
                || (line.containsKey("begun") && number(line, "partSize") < PartSize.SMALLEST);
    }

    private static long number(Map<String, Object> line, String name) {
        return line.get(name) instanceof Number number ? number.longValue() : -1;
    }
}
