package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Files that are whole together, or will be once their writer is done.
 *
 * @param name its path in the output folder; TensorFlow's is a prefix of its files' names
 * @param files in the order of their paths, never none
 */
record Candidate(String name, Format format, List<LocalFile> files) {
    enum Format {
        /** {@code name.index} and its {@code name.data-00000-of-00002}. */
        TENSORFLOW,
        /** One file: {@code torch.save}, Keras, NumPy, HDF5, safetensors, or any big one. */
        FILE,
        /** All that is in a folder: PyTorch DCP, Orbax, and whatever else makes a folder a checkpoint. */
        FOLDER,
        /** One small file that is no checkpoint by itself and comes along with one: {@code trainer_state.json}. */
        COMPANION
    }

    /** A candidate at a time: one that is written again has another stamp. */
    record Version(String name, long stamp) {}

    Version version() {
        return new Version(name, stamp());
    }

    boolean isCompanion() {
        return format == Format.COMPANION;
    }

    /**
     * The files that tell whether it has changed. A log or a table in a checkpoint's folder may grow all the time, and
     * does not.
     */
    List<LocalFile> decisive() {
        var weights = files.stream().filter(Recognition::isWeights).toList();
        return weights.isEmpty() ? files : weights;
    }

    /** Whether it is no checkpoint without one of these files. */
    boolean needsAnyOf(List<LocalFile> some) {
        return !isCompanion() && some.stream().anyMatch(decisive()::contains);
    }

    /** When the youngest of them was written, in nanoseconds since 1970. */
    long stamp() {
        return decisive().stream().mapToLong(Candidate::modified).max().orElseThrow();
    }

    boolean has(Link link) {
        return files.stream().anyMatch(file -> link.leadsTo(file.path()));
    }

    /**
     * Whether its writer is done with it.
     *
     * @param atRest whether none of its decisive files has changed for a while
     * @param ending how a file ends; asked only where it counts
     */
    boolean isWhole(boolean atRest, Function<LocalFile, Ending> ending) {
        return switch (format) {
            case TENSORFLOW -> hasAllShards();
            case FILE ->
                switch (ending.apply(files.getFirst())) {
                    case WHOLE -> true;
                    case CUT -> false;
                    case UNKNOWN -> atRest;
                };
            case FOLDER ->
                isCommitted() || (atRest && decisive().stream().noneMatch(file -> ending.apply(file) == Ending.CUT));
            case COMPANION -> true;
        };
    }

    /** TensorFlow writes the index last, and gives it its name when it is whole. */
    private boolean hasAllShards() {
        var index = file(".index");
        if (index.isEmpty()) {
            return false;
        }
        var shards = files.stream().filter(file -> shardCount(file) > 0).toList();
        return !shards.isEmpty()
                && shards.size() == shardCount(shards.getFirst())
                && shards.stream().allMatch(shard -> modified(shard) <= modified(index.get()));
    }

    /** Of how many shards this is one; 0 if it is none. */
    private static int shardCount(LocalFile file) {
        var shard = Recognition.SHARD.matcher(file.path());
        return shard.matches() ? Integer.parseInt(shard.group("count")) : 0;
    }

    /**
     * Orbax gives a folder its name once it is whole, and marks it as its own. PyTorch DCP writes {@code .metadata}
     * last; over an earlier checkpoint it stays until then, older than what is being written.
     */
    private boolean isCommitted() {
        return file("/_CHECKPOINT_METADATA").isPresent()
                || file("/commit_success.txt").isPresent()
                || file("/.metadata")
                        .filter(last -> files.stream().allMatch(file -> modified(file) <= modified(last)))
                        .isPresent();
    }

    private Optional<LocalFile> file(String suffix) {
        return files.stream().filter(file -> file.path().equals(name + suffix)).findFirst();
    }

    private static long modified(LocalFile file) {
        return file.fingerprint().modified();
    }
}
