package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.checkpoint.Candidate.Format;
import dev.trainyard.uploader.sync.LocalFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of the files in a folder make a checkpoint together; {@code docs/uploader.md} has the formats. */
final class Recognition {
    static final Pattern SHARD = Pattern.compile("(?<name>.+)\\.data-\\d{5}-of-(?<count>\\d{5})", Pattern.DOTALL);

    private static final Pattern INDEX = Pattern.compile("(?<name>.+)\\.(index|meta)", Pattern.DOTALL);

    /**
     * Of files with weights: {@code torch.save}, Lightning and timm, Keras, HDF5, NumPy, safetensors, Flax, XGBoost,
     * pickles.
     */
    private static final Pattern WEIGHTS = Pattern.compile(
            ".*\\.(pt|pth|tar|ckpt|bin|keras|h5|hdf5|npz|safetensors|msgpack|pkl|ubj|distcp)", Pattern.DOTALL);

    /** No log or configuration is that long. */
    private static final long LONGEST_COMPANION = 16 << 20;

    /** Where frameworks write what they rename when it is whole, and what people call such files and folders. */
    private static final Pattern TEMPORARY =
            Pattern.compile("tmp.*|.*_temp|.*[._-]tmp|.*\\.part|.*\\.tempstate\\d+|.*\\.orbax-checkpoint-tmp.*");

    /** Files that make the folder that they are in one checkpoint. */
    private static final Set<String> MARKS = Set.of(".metadata", "_CHECKPOINT_METADATA", "saved_model.pb");

    private static final String SAVED_MODEL = "saved_model.pb";

    /** @param folder in the output folder, without a slash at its end; all files are under it */
    static List<Candidate> in(String folder, Collection<LocalFile> files) {
        if (files.stream().anyMatch(file -> isMark(folder, file))) {
            return List.of(new Candidate(folder, Format.FOLDER, List.copyOf(files)));
        }
        var exports = files.stream()
                .filter(file -> file.path().endsWith("/" + SAVED_MODEL))
                .map(file -> top(folder, file))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        var sharded = files.stream()
                .map(file -> SHARD.matcher(file.path()))
                .filter(Matcher::matches)
                .map(shard -> shard.group("name"))
                .collect(Collectors.toSet());
        var found = new TreeMap<Unit, List<LocalFile>>();
        for (var file : files) {
            unit(folder, file, exports, sharded)
                    .ifPresent(unit ->
                            found.computeIfAbsent(unit, _ -> new ArrayList<>()).add(file));
        }
        return found.entrySet().stream()
                .map(entry ->
                        new Candidate(entry.getKey().name(), entry.getKey().format(), entry.getValue()))
                .toList();
    }

    /** Whether it can be a checkpoint by itself, or is part of one that is decisive. */
    static boolean isWeights(LocalFile file) {
        return file.size() > LONGEST_COMPANION
                || WEIGHTS.matcher(file.path()).matches()
                || SHARD.matcher(file.path()).matches()
                || INDEX.matcher(file.path()).matches();
    }

    private static boolean isMark(String folder, LocalFile file) {
        return MARKS.stream().anyMatch(mark -> file.path().equals(folder + "/" + mark));
    }

    private record Unit(String name, Format format) implements Comparable<Unit> {
        @Override
        public int compareTo(Unit other) {
            var byName = name.compareTo(other.name);
            return byName == 0 ? format.compareTo(other.format) : byName;
        }
    }

    private static Optional<Unit> unit(String folder, LocalFile file, Set<String> exports, Set<String> sharded) {
        var parts = Arrays.asList(file.path().substring(folder.length() + 1).split("/"));
        if (parts.stream().anyMatch(part -> TEMPORARY.matcher(part).matches())) {
            return Optional.empty();
        }
        var top = top(folder, file);
        // The variables of a SavedModel are a checkpoint of TensorFlow's, but nothing to go on from.
        if (top.filter(exports::contains).isEmpty()) {
            for (var pattern : List.of(SHARD, INDEX)) {
                var matcher = pattern.matcher(file.path());
                if (matcher.matches() && sharded.contains(matcher.group("name"))) {
                    return Optional.of(new Unit(matcher.group("name"), Format.TENSORFLOW));
                }
            }
        }
        // TensorFlow's pointer to the newest one is made again where that is brought back to.
        var siblings = file.path().substring(0, file.path().lastIndexOf('/') + 1);
        if (parts.getLast().equals("checkpoint")
                && sharded.stream()
                        .anyMatch(
                                name -> name.lastIndexOf('/') + 1 == siblings.length() && name.startsWith(siblings))) {
            return Optional.empty();
        }
        if (top.isPresent()) {
            return Optional.of(new Unit(top.get(), Format.FOLDER));
        }
        return Optional.of(new Unit(file.path(), isWeights(file) ? Format.FILE : Format.COMPANION));
    }

    /** The folder in the checkpoints' that a file is in, if it is in one. */
    private static Optional<String> top(String folder, LocalFile file) {
        var slash = file.path().indexOf('/', folder.length() + 1);
        return slash < 0 ? Optional.empty() : Optional.of(file.path().substring(0, slash));
    }

    private Recognition() {}
}
