package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.checkpoint.Catalog.Saved;
import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Journal;
import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.Manifest.Entry;
import dev.trainyard.uploader.sync.Progress;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Sends the newest checkpoint once it is whole, and removes the oldest from the store. What goes wrong here is told of
 * and tried again later: the training goes on meanwhile, and the upload at its end has everything.
 */
public final class Saver {
    /** While a checkpoint is not at rest, and no event comes of it. */
    private static final Duration SOON = Duration.ofSeconds(2);

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
    private final Rest rest = new Rest();
    private final Set<String> told = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();
    private final List<Saved> gone = new ArrayList<>();
    private final int keyBytes;
    private Catalog catalog = Catalog.EMPTY;
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
        // A stamp is a long.
        var longest = storePrefix + identity.attemptPrefix() + Catalog.FOLDER + Long.MAX_VALUE + "/";
        this.keyBytes = longest.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Sends the newest checkpoint that is whole, if the store does not have it.
     *
     * @param trainerEnded nobody writes any more, so what does not change is at rest
     * @param wanted asked before each file; once it says no, the rest is left for the next time
     * @return after how long to look again, if no event comes first
     */
    public Duration save(boolean trainerEnded, BooleanSupplier wanted) throws InterruptedException {
        if (isFenced) {
            return AT_AN_EVENT;
        }
        try {
            return saveNewest(trainerEnded, wanted);
        } catch (StoreException e) {
            tell("the checkpoint is not saved, and is tried again: " + e.getMessage());
        } catch (IOException e) {
            tell("cannot read the checkpoints in %s: %s".formatted(output.path(folder), e));
        }
        return LATER;
    }

    private Duration saveNewest(boolean trainerEnded, BooleanSupplier wanted)
            throws StoreException, IOException, InterruptedException {
        var candidates = candidates();
        var now = System.nanoTime();
        rest.look(candidates, now);
        var newest = newest(candidates, trainerEnded, now);
        if (newest.isEmpty() || isSaved(newest.get())) {
            return mayComeToRest(candidates, newest, now) ? SOON : AT_AN_EVENT;
        }
        return send(newest.get(), wanted) ? Duration.ZERO : SOON;
    }

    /** Where the next checkpoint can show itself. */
    public Set<Path> folders() {
        return Set.copyOf(folders);
    }

    private Optional<Candidate> newest(List<Candidate> candidates, boolean trainerEnded, long now) {
        return candidates.stream()
                .sorted(Comparator.comparingLong(Candidate::stamp).reversed())
                .filter(candidate -> candidate.isWhole(trainerEnded || rest.isAtRest(candidate, now), this::ending))
                .findFirst();
    }

    /** Whether time alone, without an event, may make a checkpoint whole that is younger than this. */
    private boolean mayComeToRest(List<Candidate> candidates, Optional<Candidate> newest, long now) {
        var stamp = newest.map(Candidate::stamp).orElse(Long.MIN_VALUE);
        return candidates.stream().anyMatch(other -> other.stamp() > stamp && !rest.isAtRest(other, now));
    }

    /** A file that cannot be read is not whole; the scan has told of it. */
    private Ending ending(LocalFile file) {
        try {
            return Ending.of(file.content(output), file.path());
        } catch (IOException e) {
            return Ending.CUT;
        }
    }

    private boolean isSaved(Candidate candidate) throws StoreException, InterruptedException {
        if (!hasRead) {
            catalog = catalogFile.read();
            hasRead = true;
        }
        return catalog.has(candidate);
    }

    /** Says whether it is in the store. */
    private boolean send(Candidate candidate, BooleanSupplier wanted)
            throws StoreException, IOException, InterruptedException {
        var start = System.nanoTime();
        var sending = saved(candidate, file -> new Entry(file.path(), Optional.empty(), file.size(), ""));
        if (!change(there -> there.beginning(sending, identity.attempt()).without(gone))) {
            return false;
        }
        catalog.leftovers().stream().filter(other -> !other.is(sending)).forEach(this::remove);
        var progress = new Progress("saving checkpoint", log, System::nanoTime);
        try (var sender = new Sender(output, identity, journal, store, retry, progress, log)) {
            var missing = candidate.files().stream()
                    .filter(file -> !journal.has(file, key(sending, file)))
                    .toList();
            progress.begin(missing);
            sender.send(missing, path -> Optional.of(sending.folder() + path), wanted);
            progress.end();
        }
        if (!candidate.files().stream().allMatch(file -> journal.has(file, key(sending, file)))
                || !candidates().contains(candidate)) {
            return false;
        }
        var sent = saved(
                candidate,
                file -> new Entry(
                        file.path(),
                        Optional.empty(),
                        file.size(),
                        journal.entry(file).sha256()));
        if (change(there -> there.ending(sent, keep, identity.attempt()).without(gone))) {
            log.accept("saved checkpoint name=%s files=%d bytes=%d seconds=%.1f"
                    .formatted(
                            Sender.quoted(candidate.name()),
                            sent.files().size(),
                            candidate.bytes(),
                            (System.nanoTime() - start) / 1e9));
            told.clear();
            catalog.leftovers().forEach(this::remove);
        }
        return true;
    }

    private Saved saved(Candidate candidate, Function<LocalFile, Entry> entry) {
        return new Saved(
                candidate.name(),
                identity.attempt(),
                candidate.stamp(),
                candidate.files().stream().map(entry).toList());
    }

    private static Optional<String> key(Saved saved, LocalFile file) {
        return Optional.of(saved.folder() + file.path());
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

    private void remove(Saved leftover) {
        if (gone.contains(leftover)) {
            return;
        }
        if (leftover.attempt() == identity.attempt()) {
            // First, or a manifest would name what is not there.
            journal.forget(leftover.folder());
        }
        try {
            for (var file : leftover.files()) {
                store.delete(identity.runPrefix() + leftover.attempt() + "/" + leftover.folder() + file.path());
            }
            gone.add(leftover);
        } catch (StoreException e) {
            tell("checkpoint %s is of no use any more and stays in the store: %s"
                    .formatted(leftover.name(), e.getMessage()));
        }
    }

    private void tell(String message) {
        if (told.add(message)) {
            log.accept(message);
        }
    }

    private List<Candidate> candidates() throws IOException {
        var scan = Scan.of(output, folder, keyBytes);
        scan.unreadable()
                .forEach(path -> tell("cannot read %s: let the uploader read it (mode, or the pod's fsGroup)"
                        .formatted(Sender.quoted(path))));
        folders.clear();
        folders.add(output.path(folder));
        scan.files()
                .values()
                .forEach(file -> folders.add(output.path(file.path()).getParent()));
        return Recognition.in(folder, scan.files().values()).stream()
                .filter(candidate -> scan.unreadable().stream().noneMatch(path -> path.startsWith(candidate.name())))
                .toList();
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
