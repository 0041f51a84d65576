package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the checkpoint in what one look after the other sees in the folder, and tells when it is complete. */
final class Detector {
    private final String folder;
    private final int attempt;
    private final Rest rest = new Rest();
    private OptionalLong waitingSince = OptionalLong.empty();

    /**
     * @param folder in the output folder, where the trainer saves
     * @param attempt whose checkpoints these are
     */
    Detector(String folder, int attempt) {
        this.folder = folder;
        this.attempt = attempt;
    }

    /**
     * What one look finds.
     *
     * @param snapshot what there is to save
     * @param isMoving whether something that is not whole is still being written
     */
    record Found(Snapshot snapshot, Readiness readiness, boolean isMoving) {}

    /**
     * @param candidates all that is in the folder
     * @param whole the checkpoints that the store has, the oldest first
     * @param ending how a file ends; asked only where it counts
     * @param nanos when this look is, by a clock that only goes forward
     */
    Found look(
            List<Candidate> candidates,
            List<Link> links,
            List<Saved> whole,
            Trainer trainer,
            Function<LocalFile, Ending> ending,
            long nanos) {
        rest.look(candidates, nanos);
        Predicate<Candidate> isAtRest = candidate -> trainer == Trainer.ENDED || rest.isAtRest(candidate, nanos);
        var isWhole = candidates.stream()
                .collect(Collectors.partitioningBy(candidate -> candidate.isWhole(isAtRest.test(candidate), ending)));
        var snapshot = Snapshot.of(folder, isWhole.getOrDefault(true, List.of()), links);
        var isMoving = isWhole.getOrDefault(false, List.of()).stream().anyMatch(isAtRest.negate());
        // One that has nothing in it says nothing of what the trainer has written.
        var latestFirst = whole.reversed().stream()
                .filter(saved -> !saved.snapshot(folder).isEmpty())
                .toList();
        var readiness = Readiness.of(new Readiness.Seen(
                folder,
                candidates,
                snapshot,
                latestFirst.stream().findFirst().map(saved -> saved.snapshot(folder)),
                latestFirst.stream().skip(1).findFirst().map(saved -> saved.snapshot(folder)),
                latestFirst.stream()
                        .findFirst()
                        .filter(saved -> saved.attempt() == attempt)
                        .isPresent(),
                isMoving,
                rest.calm(candidates, nanos),
                Duration.ofNanos(waitingSince.isPresent() ? nanos - waitingSince.getAsLong() : 0),
                trainer));
        waitingSince = switch (readiness) {
            case SAVED -> OptionalLong.empty();
            case WAIT, SAVE -> waitingSince.isPresent() ? waitingSince : OptionalLong.of(nanos);
        };
        return new Found(snapshot, readiness, isMoving);
    }

    /** What was to be saved is saved. */
    void saved() {
        waitingSince = OptionalLong.empty();
    }
}
