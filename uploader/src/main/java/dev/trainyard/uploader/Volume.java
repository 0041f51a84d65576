package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.sync.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The output folder and what the uploader keeps in it. */
record Volume(Path folder) {
    private static final int RUN_FILE_VERSION = 1;

    Path done() {
        return folder.resolve("DONE");
    }

    boolean isDone() {
        return Files.exists(done(), LinkOption.NOFOLLOW_LINKS);
    }

    /** The uploader's own folder. */
    Path own() {
        return folder.resolve(".trainyard");
    }

    Path journal() {
        return own().resolve("upload.jsonl");
    }

    private Path runFile() {
        return own().resolve("run.json");
    }

    void requireFolder() throws Failure {
        if (!Files.isDirectory(folder)) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "there is no folder %s: mount the output volume there, or correct TRAINYARD_OUTPUT (spec.path of the ArtifactStore)"
                            .formatted(folder));
        }
    }

    /** Sets DONE aside as the next free {@code .trainyard/DONE.<n>}; says whether there was one. */
    boolean setDoneAside() throws Failure {
        if (!isDone()) {
            return false;
        }
        try {
            Files.createDirectories(own());
            var n = 1;
            while (Files.exists(own().resolve("DONE." + n), LinkOption.NOFOLLOW_LINKS)) {
                n++;
            }
            Files.move(done(), own().resolve("DONE." + n), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Says whose volume this is now. What was uploaded of another run, or by another attempt, is forgotten. */
    void claim(Identity identity) throws Failure {
        var text = runJson(identity);
        try {
            Files.createDirectories(own());
            if (!Files.exists(runFile()) || !text.equals(Files.readString(runFile()))) {
                Files.deleteIfExists(journal());
                writeAtomically(runFile(), text);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    static String runJson(Identity identity) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("version", RUN_FILE_VERSION);
        run.put("kind", identity.kind());
        run.put("namespace", identity.namespace());
        run.put("job", identity.job());
        run.put("run", identity.run());
        run.put("attempt", identity.attempt());
        try {
            return JSON.std.asString(run) + "\n";
        } catch (IOException e) {
            throw new AssertionError("strings and numbers are JSON", e);
        }
    }

    /** Whoever reads the file finds the old text or the new, after a power cut too. */
    private static void writeAtomically(Path file, String text) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (var channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (var parent = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    private Failure unwritable(IOException e) {
        var reason = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return new Failure(
                    ExitCode.MISCONFIGURED,
                    "%s may not be written (permission denied for user %s): set the pod's fsGroup, or the folder's mode"
                            .formatted(folder, System.getProperty("user.name")));
        }
        if (reason.contains("Read-only file system")) {
            return new Failure(
                    ExitCode.MISCONFIGURED,
                    "%s is read-only: mount the output volume without readOnly".formatted(folder));
        }
        if (reason.contains("No space left") || reason.contains("quota")) {
            return new Failure(
                    ExitCode.FAILED,
                    "%s is full (%s): make room on the output volume, or enlarge it".formatted(folder, reason));
        }
        return new Failure(ExitCode.FAILED, "cannot write to %s: %s".formatted(folder, e));
    }
}
