package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.sync.Identity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The output folder and what the uploader keeps in it. */
record Volume(OutputFolder output) {
    private static final int RUN_FILE_VERSION = 1;

    static final String DONE = "DONE";

    /** The uploader's own folder. */
    static final String OWN = ".trainyard";

    static final String JOURNAL = OWN + "/upload.jsonl";

    private static final String RUN_FILE = OWN + "/run.json";

    boolean isDone() {
        return output.exists(DONE);
    }

    void requireFolder() throws Failure {
        try {
            output.list("").close();
        } catch (AccessDeniedException e) {
            // It is there; the caller reports what it may not read.
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "there is no folder %s: mount the output volume there, or correct TRAINYARD_OUTPUT (spec.path of the ArtifactStore); a link to one is not followed"
                            .formatted(output.folder()));
        }
    }

    /** Sets DONE aside as the next free {@code .trainyard/DONE.<n>}; says whether there was one. */
    boolean setDoneAside() throws Failure {
        if (!isDone()) {
            return false;
        }
        try {
            output.createFolders(OWN);
            var n = 1;
            while (output.exists(OWN + "/DONE." + n)) {
                n++;
            }
            output.move(DONE, OWN + "/DONE." + n);
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
            output.createFolders(OWN);
            if (!says(text)) {
                output.delete(JOURNAL);
                output.replace(RUN_FILE, text);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private boolean says(String text) {
        try {
            return text.equals(output.read(RUN_FILE));
        } catch (IOException e) {
            // It is not there, or the trainer has put something else there.
            return false;
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

    private Failure unwritable(IOException e) {
        var reason = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return new Failure(
                    ExitCode.MISCONFIGURED,
                    "%s may not be written (permission denied for user %s): set the pod's fsGroup, or the folder's mode"
                            .formatted(output.folder(), System.getProperty("user.name")));
        }
        if (reason.contains("Read-only file system")) {
            return new Failure(
                    ExitCode.MISCONFIGURED,
                    "%s is read-only: mount the output volume without readOnly".formatted(output.folder()));
        }
        if (reason.contains("No space left") || reason.contains("quota")) {
            return new Failure(
                    ExitCode.FAILED,
                    "%s is full (%s): make room on the output volume, or enlarge it"
                            .formatted(output.folder(), reason));
        }
        return new Failure(ExitCode.FAILED, "cannot write to %s: %s".formatted(output.folder(), e));
    }
}
