package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Brings an attempt's files in the store up to those in the output folder, and at last writes the manifest. */
public final class Sync implements AutoCloseable {
    private static final int ROUNDS = 10;

    private final OutputFolder folder;
    private final Identity identity;
    private final Journal journal;
    private final Store store;
    private final Retry retry;
    private final Consumer<String> log;
    private final Progress progress;
    private final Sender sender;
    private final int keyPrefixBytes;
    private final Set<String> told = new HashSet<>();
    private final Map<String, Refusal> refusals = new HashMap<>();

    /** @param storePrefix what the store puts before every key */
    public Sync(
            OutputFolder folder,
            Identity identity,
            Journal journal,
            Store store,
            String storePrefix,
            Retry retry,
            Consumer<String> log) {
        this.folder = folder;
        this.identity = identity;
        this.journal = journal;
        this.store = store;
        this.retry = retry;
        this.log = log;
        this.progress = new Progress("uploading", log, System::nanoTime);
        this.sender = new Sender(folder, identity, journal, store, retry, progress, log);
        this.keyPrefixBytes = (storePrefix + identity.attemptPrefix()).getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Sends what has changed since the last time.
     *
     * @param wanted asked before each file; once it says no, the round ends where it is
     * @return what could not be read
     */
    public Collection<String> round(BooleanSupplier wanted) throws IOException, StoreException, InterruptedException {
        var scan = scan();
        var unreadable = send(plan(scan), wanted);
        unreadable.addAll(scan.unreadable());
        return unreadable;
    }

    /**
     * Sends what has changed until a scan finds that nothing has.
     *
     * @param pause between two looks at the folder, for a trainer that may still be writing
     * @throws UnsettledException if the folder does not come to rest, or holds what cannot be read
     */
    public Settled settle(Pause pause) throws IOException, StoreException, UnsettledException, InterruptedException {
        for (int round = 1; ; round++) {
            var scan = scan();
            var plan = plan(scan);
            if (plan.changed().isEmpty() && scan.unreadable().isEmpty()) {
                return new Settled(
                        scan.files().values().stream().map(journal::entry).toList(), scan.skipped());
            }
            var unreadable = send(plan, () -> true);
            unreadable.addAll(scan.unreadable());
            if (!unreadable.isEmpty()) {
                throw new UnsettledException("cannot read %s: let the uploader read it (mode, or the pod's fsGroup)"
                        .formatted(some(unreadable)));
            }
            if (round == ROUNDS) {
                throw new UnsettledException(
                        "%s changes as fast as it is uploaded: let nothing write to %s after the trainer has ended"
                                .formatted(
                                        some(plan.changed().stream()
                                                .map(LocalFile::path)
                                                .toList()),
                                        folder.folder()));
            }
            pause.after(round);
        }
    }

    /** A wait between two looks at the folder. */
    @FunctionalInterface
    public interface Pause {
        /** Counted from 1. */
        void after(int round) throws InterruptedException;
    }

    /**
     * Sends the logs of the run's pods, which are then files of the attempt like all others. One that cannot be sent,
     * since it changes or goes meanwhile, is left out: they are not what the run is about.
     *
     * @param logs where they are; they are named after these files
     */
    public Settled withLogs(Settled settled, List<Path> logs) throws IOException, StoreException, InterruptedException {
        if (logs.isEmpty()) {
            return settled;
        }
        var scan = Refusal.skip(Scan.ofLogs(logs), refusals);
        var bytes = settled.files().stream().mapToLong(Manifest.Entry::size).sum();
        var plan = plan(scan).after(settled.files().size(), bytes);
        var unreadable = send(plan, () -> true);
        unreadable.addAll(scan.unreadable());
        for (var path : unreadable) {
            log.accept("%s is not kept: it cannot be read".formatted(Sender.quoted(path)));
        }
        for (var path : scan.files().keySet()) {
            if (refusals.containsKey(path)) {
                log.accept("%s is not kept: %s"
                        .formatted(Sender.quoted(path), refusals.get(path).reason()));
            }
        }
        var kept = scan.files().values().stream()
                .filter(file -> Plan.isThere(file, journal.uploaded()))
                .map(journal::entry);
        var files = Stream.concat(settled.files().stream(), kept)
                .sorted(Comparator.comparing(Manifest.Entry::path))
                .toList();
        return new Settled(files, settled.skipped());
    }

    /** All that is in the folder, and in the store as it is there. */
    public record Settled(List<Manifest.Entry> files, List<Skipped> skipped) {}

    /** No manifest can be written of what is in the folder; the message says why, and what to do. */
    public static final class UnsettledException extends Exception {
        private UnsettledException(String message) {
            super(message);
        }
    }

    /** Writes the manifest, and the pointer to it, unless another attempt's manifest stands: then empty. */
    public Optional<Published> publish(Settled settled, Outcome outcome, OptionalInt exitCode, Instant now)
            throws StoreException, InterruptedException {
        var manifest = new Manifest(identity, outcome, exitCode, now, settled.files(), settled.skipped());
        var published = publish(manifest);
        if (published.isPresent() && outcome == Outcome.Succeeded) {
            point(Latest.of(manifest, published.get()));
        }
        return published;
    }

    /** Moves the pointer, unless it is at a later run. */
    private void point(Latest latest) throws StoreException, InterruptedException {
        var key = identity.latestKey();
        while (true) {
            var there = retry.call(() -> store.read(key));
            var moved = there.isEmpty()
                    ? retry.call(() -> store.create(key, latest.toJson()))
                    : !latest.follows(parse(there.get()))
                            || retry.call(() -> store.replace(
                                    key, latest.toJson(), there.get().version()));
            if (moved) {
                return;
            }
        }
    }

    private Latest parse(Store.Versioned there) throws StoreException {
        try {
            return Latest.parse(there.content());
        } catch (IOException e) {
            throw new StoreException.Refused(
                    "what is at %s in the store is no pointer to a run (%s): remove it"
                            .formatted(identity.latestKey(), e.getMessage()),
                    e);
        }
    }

    /**
     * Aborts what earlier attempts, or earlier starts of this one, have begun and will not complete. Once the folder is
     * settled, nothing of this attempt is unfinished.
     */
    public void cleanUp() throws InterruptedException {
        try {
            for (var begun : retry.call(() -> store.begun(identity.runPrefix()))) {
                if (identity.mayAbort(begun.key())) {
                    retry.run(() -> store.abort(begun.key(), begun.upload()));
                }
            }
        } catch (StoreException e) {
            log.accept("parts that a killed uploader may have left are not removed: " + e.getMessage());
        }
    }

    private Optional<Published> publish(Manifest manifest) throws StoreException, InterruptedException {
        var key = identity.manifestKey();
        while (true) {
            // Read before it is tried: a store that says no before it has read the body may break the connection.
            var there = retry.call(() -> store.read(key));
            if (there.isEmpty()) {
                var content = manifest.toJson();
                if (retry.call(() -> store.create(key, content))) {
                    return Optional.of(Published.of(manifest, content));
                }
                continue;
            }
            switch (claim(manifest, there.get())) {
                case FENCED -> {
                    return Optional.empty();
                }
                case OURS -> {
                    return Optional.of(
                            Published.of(manifest, there.get().content().getBytes(StandardCharsets.UTF_8)));
                }
                case REPLACE -> {
                    var content = manifest.toJson();
                    if (retry.call(() -> store.replace(key, content, there.get().version()))) {
                        return Optional.of(Published.of(manifest, content));
                    }
                }
            }
        }
    }

    private Manifest.Claim claim(Manifest manifest, Store.Versioned there) throws StoreException {
        try {
            return manifest.claim(there.content());
        } catch (IOException e) {
            throw new StoreException.Refused(
                    "what is at %s in the store is no manifest (%s): remove it"
                            .formatted(identity.manifestKey(), e.getMessage()),
                    e);
        }
    }

    private Scan scan() throws IOException {
        var scan = Refusal.skip(Scan.of(folder, keyPrefixBytes), refusals);
        for (var skipped : scan.skipped()) {
            if (told.add(skipped.path())) {
                log.accept("not uploaded: %s: %s".formatted(Sender.quoted(skipped.path()), skipped.reason()));
            }
        }
        return scan;
    }

    private Plan plan(Scan scan) {
        return Plan.of(scan, journal.uploaded());
    }

    /** Returns what could not be read. */
    private Collection<String> send(Plan plan, BooleanSupplier wanted)
            throws IOException, StoreException, InterruptedException {
        makeWay(plan);
        progress.begin(plan);
        var refused = new ConcurrentHashMap<LocalFile, StoreException.RefusedObject>();
        var unreadable = sender.send(plan.changed(), _ -> Optional.empty(), wanted, refused::put);
        progress.end();
        for (var file : refused.entrySet()) {
            note(file.getKey(), file.getValue());
        }
        return unreadable;
    }

    /** Objects of this attempt that are in the way of what is to be sent, and no longer belong to the run. */
    private void makeWay(Plan plan) throws StoreException, InterruptedException {
        for (var path : Obsolete.of(plan.changed(), journal.uploaded())) {
            try {
                retry.run(() -> store.delete(identity.attemptPrefix() + path));
            } catch (StoreException.Refused e) {
                // Who may not delete has S3, most likely, where nothing is in the way.
            }
            journal.forgotten(path);
        }
    }

    /** One that the store refuses is left out; if the store has taken nothing yet, it is the store that is wrong. */
    private void note(LocalFile file, StoreException.RefusedObject why) throws StoreException {
        var refusal = refusals.compute(file.path(), (_, before) -> Refusal.of(file, why, before));
        if (refusal.again() && journal.uploaded().isEmpty()) {
            throw new StoreException.Refused(
                    "%s; it has taken no file of this run: correct the ArtifactStore, or rename the file"
                            .formatted(why.getMessage()),
                    why);
        }
    }

    private static String some(Collection<String> paths) {
        var first = Sender.quoted(paths.iterator().next());
        return paths.size() == 1 ? first : first + " and " + (paths.size() - 1) + " more";
    }

    @Override
    public void close() {
        sender.close();
    }
}
