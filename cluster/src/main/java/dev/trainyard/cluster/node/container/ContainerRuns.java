package dev.trainyard.cluster.node.container;

import dev.trainyard.cluster.folder.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * The runs of one container, a folder each, of which the last two are kept.
 *
 * @param folder holds them, named by their numbers
 */
public record ContainerRuns(Path folder) {
    public Attempt attempt(int number) {
        return new Attempt(folder.resolve(Integer.toString(number)), number);
    }

    /** The latest that was really started; what is left of later ones is removed, and cannot start any more. */
    public Optional<Attempt> adopt() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        int[] latestFirst;
        try (var runs = Files.list(folder)) {
            latestFirst = runs.map(run -> Integer.valueOf(run.getFileName().toString()))
                    .sorted(Comparator.reverseOrder())
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        for (var number : latestFirst) {
            var attempt = attempt(number);
            if (!attempt.revoke() && !(attempt.phase() instanceof Attempt.Phase.NeverStarted)) {
                return Optional.of(attempt);
            }
            Folders.delete(attempt.folder());
        }
        return Optional.empty();
    }

    /** The run before that one, with how it ended. */
    public Optional<Attempt.Phase.Ended> endBefore(Attempt latest) {
        return latest.number() > 0 && attempt(latest.number() - 1).phase() instanceof Attempt.Phase.Ended ended
                ? Optional.of(ended)
                : Optional.empty();
    }

    /** Removes what is left of the runs before the last but one. */
    public void prune(Attempt latest) throws IOException {
        if (latest.number() > 1) {
            Folders.delete(attempt(latest.number() - 2).folder());
        }
    }
}
