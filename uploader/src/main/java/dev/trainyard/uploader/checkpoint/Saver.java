package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Journal;
import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.Progress;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Saves what the trainer has written for a checkpoint once it is complete, and removes the oldest from the store. What
 * fails here is logged and tried again later: the training goes on meanwhile, and the upload at its end has everything.
 */
public final class Saver {
    /** While a checkpoint is not complete, and no event comes of it. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Where the store does not take it. */
    private static final Duration LATER = Duration.ofSeconds(30);

    private static final Duration AT_AN_EVENT = Duration.ofDays(1);

    /** The sidecar is to look up now and then. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OutputFolder output;
    private final String folder;
    private final int keep;
    private final Identity identity;
    private final Journal journal;
    private final Store store;
    private final Retry retry;
    private final CatalogFile catalogFile;
    private final Consumer<String> log;
    private final Detector detector;
    private final Set<String> told = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private final int keyBytes;
    private Catalog catalog = Catalog.EMPTY;
    private Set<Path> folders = Set.of();
    private boolean hasRead;
    private boolean isFenced;

    /**
     * @param folder in {@code output}, where the trainer saves
     * @param keep how many checkpoints the store keeps, from 1
     * @param storePrefix what the store puts before every key
     */
    public Saver(
            OutputFolder output,
            String folder,
            int keep,
            Identity identity,
            Journal journal,
            Store store,
            String storePrefix,
            Consumer<String> log) {
        this.output = output;
        this.folder = folder;
        this.keep = keep;
        this.identity = identity;
        this.journal = journal;
        this.store = store;
        this.retry = new Retry(PATIENCE, log);
        this.catalogFile = new CatalogFile(store, retry, identity);
        this.log = log;
        this.detector = new Detector(folder, identity.attempt());
        // A stamp is a long.
        var longest = storePrefix + identity.attemptPrefix() + Catalog.FOLDER + Long.MAX_VALUE + "/";
        this.keyBytes = longest.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Saves the checkpoint that is in the folder, if it is complete and the store does not have it.
     *
     * @param wanted asked before each file; once it says no, the rest is left for the next time
     * @return after how long to look again, if no event comes first
     */
    public Duration save(Trainer trainer, BooleanSupplier wanted) throws InterruptedException {
        if (isFenced) {
            return AT_AN_EVENT;
        }
        try {
            return look(trainer, wanted);
        } catch (StoreException e) {
            tell("the checkpoint is not saved, and is tried again: " + e.getMessage());
        } catch (IOException e) {
            tell("cannot read the checkpoints in %s: %s".formatted(output.path(folder), e));
        }
        return LATER;
    }

    private Duration look(Trainer trainer, BooleanSupplier wanted)
            throws StoreException, IOException, InterruptedException {
        var there = there();
        if (there.candidates().isEmpty()) {
            return AT_AN_EVENT;
        }
        readCatalog();
        var found = detector.look(
                there.candidates(), there.links(), catalog.whole(), trainer, this::ending, System.nanoTime());
        return switch (found.readiness()) {
            case SAVED -> found.isMoving() ? SOON : AT_AN_EVENT;
            case WAIT -> SOON;
            case SAVE -> send(found.snapshot(), wanted) ? Duration.ZERO : SOON;
        };
    }

    /** Where the next checkpoint can show itself. */
    public Set<Path> folders() {
        return folders;
    }

    /** A file that cannot be read is not whole; the scan has told of it. */
    private Ending ending(LocalFile file) {
        try {
            return Ending.of(file.content(output), file.path());
        } catch (IOException e) {
            return Ending.CUT;
        }
    }

    private void readCatalog() throws StoreException, InterruptedException {
        if (!hasRead) {
            catalog = catalogFile.read();
            hasRead = true;
        }
    }

    /** Says whether it is in the store. */
    private boolean send(Snapshot snapshot, BooleanSupplier wanted)
            throws StoreException, IOException, InterruptedException {
        var start = System.nanoTime();
        var sending = saved(snapshot, snapshot.files(), _ -> "");
        if (!change(there -> there.beginning(sending, identity.attempt()).without(gone))) {
            return false;
        }
        var needed = sending.keys();
        catalog.leftovers().stream().filter(key -> !needed.contains(key)).forEach(this::remove);
        var progress = new Progress("saving checkpoint", log, System::nanoTime);
        try (var sender = new Sender(output, identity, journal, store, retry, progress, log)) {
            var missing =
                    snapshot.files().stream().filter(file -> !isSent(file)).toList();
            var keys = missing.stream().collect(Collectors.toMap(LocalFile::path, Saved::at));
            progress.begin(missing);
            sender.send(missing, path -> Optional.ofNullable(keys.get(path)), wanted);
            progress.end();
        }
        if (!wanted.getAsBoolean() || !isSentAsItIs(snapshot)) {
            return false;
        }
        var files = snapshot.files().stream().filter(this::isSent).toList();
        if (files.isEmpty()) {
            return false;
        }
        var sent = saved(snapshot, files, file -> journal.entry(file).sha256());
        if (change(there -> there.ending(sent, keep, identity.attempt()).without(gone))) {
            log.accept("saved checkpoint name=%s files=%d bytes=%d seconds=%.1f"
                    .formatted(
                            Sender.quoted(sent.name()),
                            sent.files().size(),
                            sent.bytes(),
                            (System.nanoTime() - start) / 1e9));
            detector.saved();
            told.clear();
            catalog.leftovers().forEach(this::remove);
        }
        return true;
    }

    /**
     * Whether all that counts is in the store, and still in the folder as it was sent. A small file that changes all
     * the time is left out, and the log names it.
     */
    private boolean isSentAsItIs(Snapshot snapshot) throws IOException {
        var versions = there().candidates().stream().map(Candidate::version).collect(Collectors.toSet());
        for (var part : snapshot.parts()) {
            var unsent = part.files().stream().filter(file -> !isSent(file)).toList();
            var hasChanged = !part.isCompanion() && !versions.contains(part.version());
            if (hasChanged || part.needsAnyOf(unsent)) {
                tell(
                        "checkpoint %s changed, or was removed, before all of it was in the store: if this goes on, let the trainer save less often or keep more checkpoints"
                                .formatted(Sender.quoted(part.name())));
                return false;
            }
            unsent.forEach(
                    file -> tell("%s changed while it was sent: the checkpoint is saved without it for the time being"
                            .formatted(Sender.quoted(file.path()))));
        }
        return true;
    }

    private boolean isSent(LocalFile file) {
        return journal.has(file, Optional.of(Saved.at(file)));
    }

    private Saved saved(Snapshot snapshot, List<LocalFile> files, Function<LocalFile, String> sha256) {
        return new Saved(
                snapshot.version().name(),
                identity.attempt(),
                snapshot.version().stamp(),
                files.stream()
                        .map(file -> new Saved.File(
                                file.path(),
                                Saved.at(file),
                                file.size(),
                                file.fingerprint().modified(),
                                sha256.apply(file)))
                        .toList(),
                snapshot.links());
    }

    /** Says whether this attempt still has a say. */
    private boolean change(UnaryOperator<Catalog> change) throws StoreException, InterruptedException {
        var changed = catalogFile.change(change);
        changed.ifPresent(now -> {
            catalog = now;
            gone.retainAll(now.leftovers());
        });
        isFenced = changed.isEmpty();
        if (isFenced) {
            log.accept("a later attempt saves the checkpoints of this run now: this one, %d, saves none"
                    .formatted(identity.attempt()));
        }
        return !isFenced;
    }

    /** @param key under the run's prefix */
    private void remove(String key) {
        if (gone.contains(key)) {
            return;
        }
        var own = identity.attempt() + "/";
        if (key.startsWith(own)) {
            // First, or a manifest would name what is not there.
            journal.forget(key.substring(own.length()));
        }
        try {
            store.delete(identity.runPrefix() + key);
            gone.add(key);
        } catch (StoreException e) {
            tell("%s is of no use any more and stays in the store: %s".formatted(Sender.quoted(key), e.getMessage()));
        }
    }

    private void tell(String message) {
        if (told.add(message)) {
            log.accept(message);
        }
    }

    private record There(List<Candidate> candidates, List<Link> links) {}

    private There there() throws IOException {
        var scan = Scan.of(output, folder, keyBytes);
        scan.unreadable()
                .forEach(path -> tell("cannot read %s: let the uploader read it (mode, or the pod's fsGroup)"
                        .formatted(Sender.quoted(path))));
        folders = scan.folders().stream().map(output::path).collect(Collectors.toSet());
        var links = new Links(output, folder).in(scan);
        var linked = links.stream().map(Link::path).collect(Collectors.toSet());
        var files = scan.files().values().stream()
                .filter(file -> !linked.contains(file.path()))
                .toList();
        var candidates = Recognition.in(folder, files).stream()
                .filter(candidate -> scan.unreadable().stream().noneMatch(path -> path.startsWith(candidate.name())))
                .toList();
        return new There(candidates, links);
    }

    /**
     * Of what the journal says to be among the checkpoints, nothing may be named in a manifest if a later attempt
     * decides on them now.
     *
     * @param patient who asks the store, for as long as the manifest may take
     */
    public void settle(Retry patient) throws StoreException, InterruptedException {
        if (journal.hasAny(Catalog.FOLDER)
                && new CatalogFile(store, patient, identity).read().attempt() > identity.attempt()) {
            journal.forget(Catalog.FOLDER);
        }
    }
}
