package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whether what is in the folder is to be saved now. */
enum Readiness {
    /** The store has it. */
    SAVED,
    /** It is not complete, or not for certain: look again soon. */
    WAIT,
    SAVE;

    /** Between two files of one save; a trainer takes longer from one save to the next. */
    static final Duration CALM = Duration.ofSeconds(2);

    /** For a file that is still being written, where there are others that are whole. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * What there is to decide from.
     *
     * @param folder where the checkpoints are
     * @param there all that is there, whole or not
     * @param now what of it would be saved
     * @param last what was saved last, and what before that
     * @param isOwn whether this attempt has saved the last, so that its times are of the same clock
     * @param moving whether something that is not whole is still being written
     * @param calm for how long nothing has changed
     * @param waited for how long something has been waiting to be saved
     */
    record Seen(
            String folder,
            Collection<Candidate> there,
            Snapshot now,
            Optional<Snapshot> last,
            Optional<Snapshot> before,
            boolean isOwn,
            boolean moving,
            Duration calm,
            Duration waited,
            Trainer trainer) {}

    static Readiness of(Seen seen) {
        if (seen.now().isEmpty()) {
            return SAVED;
        }
        if (seen.last().isPresent()) {
            var last = seen.last().get();
            if (seen.now().weights().equals(last.weights())) {
                return ofCompanions(seen, last);
            }
            if (goesBack(seen, last)) {
                return SAVED;
            }
            if (losesSome(seen, last)) {
                return WAIT;
            }
        }
        return switch (seen.trainer()) {
            case ENDED -> SAVE;
            case STOPPING -> !isMoving(seen, CALM) && (hasFollowed(seen) || isCalm(seen, CALM)) ? SAVE : WAIT;
            case TRAINING -> !isMoving(seen, PATIENCE) && isComplete(seen) ? SAVE : WAIT;
        };
    }

    /** The checkpoint is the same, and {@code training_metadata.json} or a link may have followed it late. */
    private static Readiness ofCompanions(Seen seen, Snapshot last) {
        if (files(seen.now()).equals(files(last)) && seen.now().links().equals(last.links())) {
            return SAVED;
        }
        return seen.trainer() != Trainer.TRAINING || isCalm(seen, Rest.NEEDED) ? SAVE : WAIT;
    }

    /** The time of its status change is not kept in the store. */
    private record File(String path, long size, long modified) {
        static File of(LocalFile file) {
            return new File(file.path(), file.size(), file.fingerprint().modified());
        }
    }

    private static Set<File> files(Snapshot snapshot) {
        var files = new HashSet<File>();
        snapshot.files().forEach(file -> files.add(File.of(file)));
        return files;
    }

    /** The trainer has removed the newest, or all: what the store has is better. */
    private static boolean goesBack(Seen seen, Snapshot last) {
        var hasNoWeights = seen.now().weights().isEmpty();
        var isOlder =
                seen.isOwn() && seen.now().version().stamp() < last.version().stamp();
        return hasNoWeights || isOlder;
    }

    /** Something that the last one has is being written over, and is not whole. */
    private static boolean losesSome(Seen seen, Snapshot last) {
        var lost = last.patterns(seen.folder(), part -> !part.isCompanion());
        lost.retainAll(Snapshot.patterns(seen.folder(), seen.there()));
        lost.removeAll(seen.now().patterns(seen.folder(), _ -> true));
        return !lost.isEmpty();
    }

    private static boolean isMoving(Seen seen, Duration patience) {
        return seen.moving() && seen.waited().compareTo(patience) < 0;
    }

    private static boolean isComplete(Seen seen) {
        if (seen.now().weights().isEmpty()) {
            return isCalm(seen, Rest.NEEDED);
        }
        // Where something changes all the time, such as a log, it never gets calm.
        return isCalm(seen, hasFollowed(seen) ? CALM : Rest.NEEDED)
                || seen.waited().compareTo(Rest.NEEDED) >= 0;
    }

    private static boolean isCalm(Seen seen, Duration needed) {
        return seen.calm().compareTo(needed) >= 0;
    }

    /** Whether all that was written for the last one has been written for this one too. */
    private static boolean hasFollowed(Seen seen) {
        if (seen.last().isEmpty()) {
            return true;
        }
        var last = seen.last().get();
        var before = seen.before();
        var expected = last.patterns(
                seen.folder(), part -> before.isEmpty() || !before.get().has(part.version()));
        expected.removeAll(seen.now().patterns(seen.folder(), part -> !last.has(part.version())));
        return expected.isEmpty();
    }
}
