package dev.trainyard.cli.artifacts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file that is not the same in two runs.
 *
 * @param before its size in the one run, if it is there
 * @param after its size in the other
 */
public record Difference(String path, Optional<Long> before, Optional<Long> after) {
    /** What changed from one run to another, sorted by path. */
    public static List<Difference> between(Manifest before, Manifest after) {
        var old = new TreeMap<String, Manifest.File>();
        before.files().forEach(file -> old.put(file.path(), file));
        var differences = new TreeMap<String, Difference>();
        for (var file : after.files()) {
            var was = Optional.ofNullable(old.remove(file.path()));
            if (was.isEmpty() || !was.get().isSame(file)) {
                differences.put(
                        file.path(),
                        new Difference(file.path(), was.map(Manifest.File::size), Optional.of(file.size())));
            }
        }
        old.forEach((path, file) ->
                differences.put(path, new Difference(path, Optional.of(file.size()), Optional.empty())));
        return new ArrayList<>(differences.values());
    }

    /** {@code +} for a file that came, {@code -} for one that went, {@code ~} for one that changed. */
    public char sign() {
        return before.isEmpty() ? '+' : after.isEmpty() ? '-' : '~';
    }
}
