package dev.trainyard.uploader;

import dev.trainyard.uploader.Step.Seen;
import dev.trainyard.uploader.Step.Stop;
import dev.trainyard.uploader.checkpoint.Saver;
import dev.trainyard.uploader.checkpoint.Trainer;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Journal;
import dev.trainyard.uploader.sync.Outcome;
import dev.trainyard.uploader.sync.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The life of the uploader in a pod: it waits, syncs, writes the manifest and leaves. */
final class Sidecar implements AutoCloseable {
    /** Between two looks at a folder that may still be written to. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration AT_AN_EVENT = Duration.ofDays(1);

    /** Of the grace period: after this much of it the last round and the manifest begin. */
    private static final double LAST_ROUND = 0.7;

    /** For the pods' logs to come: a kubelet that has missed them looks again within a minute and a half. */
    private static final Duration PATIENCE_FOR_LOGS = Duration.ofMinutes(2);

    private final Settings settings;
    private final Volume volume;
    private final Optional<Logs> logs;
    private final Watch watch;

    private final LastWords lastWords;
    private final Clock clock;
    private final Consumer<String> log;
    private boolean ahead;
    private long busyNanos;
    private String wrongSignal = "";
    private @Nullable Journal journal;
    private @Nullable Store store;
    private @Nullable Sync sync;
    private @Nullable Saver saver;
    private volatile @Nullable Long stopAskedNanos;

    Sidecar(Settings settings, LastWords lastWords, Clock clock, Consumer<String> log) throws Failure {
        this.settings = settings;
        this.lastWords = lastWords;
        this.clock = clock;
        this.log = log;
        volume = new Volume(settings.output());
        volume.requireFolder();
        if (settings.signals().isPresent()
                && !Files.isDirectory(settings.signals().get())) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "there is no folder %s: mount the downward API volume there, or leave TRAINYARD_SIGNALS out where no operator is"
                            .formatted(settings.signals().get()));
        }
        logs = settings.logs().filter(Files::isDirectory).map(Logs::new);
        var folders = Stream.of(Optional.of(settings.output().folder()), settings.signals(), logs.map(Logs::folder))
                .flatMap(Optional::stream)
                .toList();
        watch = Watch.on(folders, log);
    }

    ExitCode run() throws Failure, InterruptedException {
        // What waits is to be small: until there is something to do, neither a format nor the switch is put together.
        log.accept("waiting for " + settings.output().path(Volume.DONE)
                + (settings.signals().isPresent() ? " or the end of the trainer" : ""));
        try {
            while (true) {
                var step = Step.next(look());
                var exitCode = take(step);
                if (exitCode.isPresent()) {
                    return exitCode.get();
                }
            }
        } catch (StoreException e) {
            throw Failure.of(e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "cannot read %s: %s".formatted(settings.output().folder(), e));
        }
    }

    /** Returns the exit code, if it was the last step. */
    private Optional<ExitCode> take(Step step) throws Failure, IOException, StoreException, InterruptedException {
        switch (step) {
            case Step.Wait _ -> watch.await(saveCheckpoint(Trainer.TRAINING));
            case Step.SyncAhead _ -> {
                ahead = round();
            }
            case Step.VoidDone(var containerId) -> voidDone(containerId);
            case Step.SyncOn _ -> {
                // The rest is of no use to whoever goes on with this run.
                saveCheckpoint(Trainer.STOPPING);
                round();
                watch.await(QUIET);
            }
            case Step.Leave(var last) -> {
                if (last) {
                    sendTheRest();
                }
                throw new Failure(
                        ExitCode.STOPPED,
                        last
                                ? "stopped by SIGTERM, and the trainer has ended: what it left is in the store, without a manifest"
                                : "stopped by SIGTERM before the trainer's end was known: what was there is in the store, without a manifest");
            }
            case Step.Finish finish -> {
                return Optional.of(finish(finish));
            }
        }
        return Optional.empty();
    }

    private void sendTheRest() throws IOException, StoreException, InterruptedException {
        saveCheckpoint(Trainer.ENDED);
        while (!round()) {
            // Something else has become more urgent, and this is all that there is to do.
        }
    }

    /** Called once SIGTERM has come. */
    void stop() {
        stopAskedNanos = System.nanoTime();
        watch.wake();
    }

    private Seen look() {
        var signal = signal();
        return new Seen(
                volume.isDone(),
                settings.signals().isPresent(),
                signal,
                signal.isPresent() ? journal().voided() : Optional.empty(),
                ahead,
                urgency(),
                settings.onlyAttempt());
    }

    private Stop urgency() {
        var asked = stopAskedNanos;
        if (asked == null) {
            return Stop.NO;
        }
        return System.nanoTime() - asked < settings.grace().toNanos() * LAST_ROUND ? Stop.ASKED : Stop.NOW;
    }

    private Optional<Signal> signal() {
        if (settings.signals().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Signal.in(settings.signals().get());
        } catch (IOException e) {
            if (!wrongSignal.equals(e.getMessage())) {
                wrongSignal = String.valueOf(e.getMessage());
                log.accept("cannot make sense of the signal in %s: %s"
                        .formatted(settings.signals().get(), wrongSignal));
            }
            return Optional.empty();
        }
    }

    private void voidDone(String containerId) throws Failure {
        ahead = false;
        // In this order: killed in between, it looks once more.
        var wasThere = volume.setDoneAside();
        journal().voided(containerId);
        if (wasThere) {
            log.accept("the trainer is started again: its DONE is void");
        }
    }

    /** Returns after how long to look again, if no event comes first. */
    private Duration saveCheckpoint(Trainer trainer) throws InterruptedException {
        var checkpoints = settings.checkpoints();
        // Until there are any, nothing is loaded that they need.
        if (checkpoints.isEmpty()
                || !settings.output().isFolder(checkpoints.get().folder())) {
            return AT_AN_EVENT;
        }
        var saver = saver(checkpoints.get());
        var before = look();
        var again = saver.save(trainer, () -> trainer == Trainer.ENDED || look().equals(before));
        var isNew = false;
        for (var folder : saver.folders()) {
            isNew |= watch.also(folder);
        }
        return isNew ? Duration.ZERO : again;
    }

    /** Says whether all that was there has been sent; else something else has become more urgent. */
    private boolean round() throws IOException, StoreException, InterruptedException {
        var start = System.nanoTime();
        var before = look();
        for (var path : sync().round(() -> look().equals(before))) {
            log.accept("cannot read \"%s\": let the uploader read it (mode, or the pod's fsGroup)".formatted(path));
        }
        busyNanos += System.nanoTime() - start;
        return look().equals(before);
    }

    private ExitCode finish(Step.Finish finish) throws Failure, IOException, StoreException, InterruptedException {
        var start = System.nanoTime();
        if (finish.outcome() != Outcome.Succeeded) {
            saveCheckpoint(Trainer.ENDED);
        }
        if (settings.checkpoints().isPresent()) {
            saver(settings.checkpoints().get()).settle(new Retry(settings.retry(), log));
        }
        try {
            var files = sync().settle(this::betweenRounds);
            busyNanos += System.nanoTime() - start;
            var logFiles = awaitLogs();
            start = System.nanoTime();
            var settled = sync().withLogs(files, logFiles);
            sync().cleanUp();
            var published = sync().publish(settled, finish.outcome(), finish.exitCode(), clock.instant());
            busyNanos += System.nanoTime() - start;
            if (published.isEmpty()) {
                throw new Failure(
                        ExitCode.FENCED,
                        "another attempt's manifest is at %s already: this attempt, %d, is fenced off"
                                .formatted(
                                        settings.location()
                                                .url(settings.identity().manifestKey()),
                                        settings.identity().attempt()));
            }
            var seconds = Math.round(busyNanos / (double) TimeUnit.MILLISECONDS.toNanos(1)) / 1000.0;
            lastWords.uploaded(published.get(), settings.runUrl(), seconds);
            log.accept("uploaded files=%d bytes=%d seconds=%.1f url=%s"
                    .formatted(published.get().files(), published.get().bytes(), seconds, settings.runUrl()));
            return ExitCode.UPLOADED;
        } catch (Sync.UnsettledException e) {
            throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** The logs of the run's pods, once they are here; none where they do not come, or there is no time for them. */
    private List<Path> awaitLogs() throws InterruptedException {
        if (logs.isEmpty() || signal().filter(Signal::logs).isEmpty()) {
            return List.of();
        }
        var until = System.nanoTime() + PATIENCE_FOR_LOGS.toNanos();
        for (var files = logs.get().files(); ; files = logs.get().files()) {
            var left = Duration.ofNanos(until - System.nanoTime());
            if (!files.isEmpty()) {
                return files;
            }
            if (!left.isPositive() || urgency() != Stop.NO) {
                log.accept("the logs of the pods have not come to %s: going on without them"
                        .formatted(logs.get().folder()));
                return List.of();
            }
            watch.await(left);
        }
    }

    /** Read when it is first needed: what waits is to be small. */
    private Journal journal() {
        var open = journal;
        if (open == null) {
            open = Journal.open(settings.output(), Volume.JOURNAL, settings.attemptUrl(), log);
            journal = open;
        }
        return open;
    }

    /**
     * Where a signal has said that the trainer is gone, the folder is at rest unless it has just been seen to change.
     */
    private void betweenRounds(int round) throws InterruptedException {
        if (settings.signals().isEmpty() || round > 1) {
            Thread.sleep(QUIET);
        }
    }

    /** Built when it is first needed: the S3 client is most of this program, in memory and in time. */
    private Sync sync() {
        var built = sync;
        if (built == null) {
            built = new Sync(
                    settings.output(),
                    settings.identity(),
                    journal(),
                    store(),
                    settings.location().prefix(),
                    new Retry(settings.retry(), log),
                    log);
            sync = built;
        }
        return built;
    }

    private Saver saver(Settings.Checkpoints checkpoints) {
        var built = saver;
        if (built == null) {
            built = new Saver(
                    settings.output(),
                    checkpoints.folder(),
                    checkpoints.keep(),
                    settings.identity(),
                    journal(),
                    store(),
                    settings.location().prefix(),
                    log);
            saver = built;
        }
        return built;
    }

    private Store store() {
        var open = store;
        if (open == null) {
            open = settings.openStore();
            store = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
        if (store != null) {
            store.close();
        }
        if (journal != null) {
            journal.close();
        }
    }
}
