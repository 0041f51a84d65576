package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.Replicas;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The logs of a run's pods, which are in the store when the pods are gone. */
public final class KeptLogs {
    private static final String FOLDER = ".trainyard/logs/";
    private static final String END = ".log.gz";
    private static final String PREVIOUS = ".previous" + END;

    private final Runs runs;
    private final Manifest run;

    /** Those of this run. */
    public KeptLogs(Runs runs, Manifest run) {
        this.runs = runs;
        this.run = run;
    }

    /**
     * A log in the store.
     *
     * @param replica such as {@code worker-0}
     * @param previous whether it is that of the trainer before its last start
     * @param file its file
     */
    public record KeptLog(String replica, boolean previous, Manifest.File file) {
        private static KeptLog of(Manifest.File file, String job) {
            var previous = file.path().endsWith(PREVIOUS);
            var pod =
                    file.path().substring(FOLDER.length(), file.path().length() - (previous ? PREVIOUS : END).length());
            return new KeptLog(pod.startsWith(job + "-") ? pod.substring(job.length() + 1) : pod, previous, file);
        }
    }

    /** All of them, the chief's first. */
    public List<KeptLog> all() {
        return run.files().stream()
                .filter(KeptLogs::isLog)
                .map(file -> KeptLog.of(file, run.job()))
                .sorted(Comparator.comparing(KeptLog::replica, Replicas.BY_NAME).thenComparing(KeptLog::previous))
                .toList();
    }

    /** Whether a file of a run is a log, and not the trainer's own. */
    public static boolean isLog(Manifest.File file) {
        return file.path().startsWith(FOLDER) && file.path().endsWith(END);
    }

    /** Where the run is, for people. */
    public String url() {
        return runs.url(run);
    }

    /** Where it is, for people. */
    public String url(KeptLog log) {
        return runs.url(run) + run.attempt() + "/" + log.file().path();
    }

    /** What the trainer has said. */
    public InputStream open(KeptLog log) {
        try {
            return new GZIPInputStream(runs.open(run, log.file(), 0));
        } catch (IOException e) {
            throw new Failure(url(log) + " cannot be read: " + e.getMessage(), e);
        }
    }
}
