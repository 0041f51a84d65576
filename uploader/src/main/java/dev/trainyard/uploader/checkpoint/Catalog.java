package dev.trainyard.uploader.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run's {@code checkpoints.json}: which checkpoints of it are in the store, whole.
 *
 * @param attempt whose uploader wrote it last; an earlier one has no say any more
 * @param whole the oldest first
 * @param leftovers keys under the run's prefix that may be in the store and are in no checkpoint: of one that is being
 *     sent, or whose time is over. Named before the first byte is sent, or the last is removed, so that nothing stays
 *     that no one removes
 */
record Catalog(int attempt, List<Saved> whole, Set<String> leftovers) {
    /** Where checkpoints are under an attempt's prefix. */
    static final String FOLDER = ".trainyard/checkpoints/";

    /** Of those that cannot be removed. */
    private static final int MOST_LEFTOVERS = 2000;

    static final Catalog EMPTY = new Catalog(1, List.of(), Set.of());

    /** With one that is about to be sent. */
    Catalog beginning(Saved sending, int attempt) {
        var most = new LinkedHashSet<>(leftovers.stream()
                .skip(Math.max(0, leftovers.size() - MOST_LEFTOVERS))
                .toList());
        most.addAll(sending.keys());
        return new Catalog(attempt, whole, most).withoutUsed();
    }

    /** With one that is in the store now, and at most {@code keep} in all. It replaces what it was before. */
    Catalog ending(Saved sent, int keep, int attempt) {
        var all = new ArrayList<>(whole);
        all.removeIf(saved -> saved.is(sent));
        all.add(sent);
        var left = new LinkedHashSet<>(leftovers);
        whole.forEach(saved -> left.addAll(saved.keys()));
        var kept = List.copyOf(all.subList(Math.max(0, all.size() - keep), all.size()));
        return new Catalog(attempt, kept, left).withoutUsed();
    }

    /** Without leftovers that are gone. */
    Catalog without(Collection<String> removed) {
        var left = new LinkedHashSet<>(leftovers);
        left.removeAll(removed);
        return new Catalog(attempt, whole, left);
    }

    private Catalog withoutUsed() {
        return without(whole.stream().flatMap(saved -> saved.keys().stream()).collect(Collectors.toSet()));
    }
}
