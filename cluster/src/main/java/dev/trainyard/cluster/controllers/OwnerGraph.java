package dev.trainyard.cluster.controllers;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All objects by UID, and who depends on whom. */
final class OwnerGraph {
    private final Map<String, Owned> byUid = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** Notes an object as it is now, and answers with the UIDs of those that this may concern. */
    synchronized Set<String> put(Owned object) {
        var before = byUid.put(object.uid(), object);
        if (before != null) {
            unlink(before);
        }
        object.owners()
                .forEach(owner -> dependents
                        .computeIfAbsent(owner.uid(), uid -> new HashSet<>())
                        .add(object.uid()));
        var concerned = new HashSet<String>();
        if (!object.owners().isEmpty() || object.deleting()) {
            concerned.add(object.uid());
        }
        if (object.waitsForDependents()) {
            concerned.addAll(dependents.getOrDefault(object.uid(), Set.of()));
        }
        if (before != null) {
            // An owner in the foreground may have waited for this reference to go.
            before.owners().forEach(owner -> concerned.add(owner.uid()));
        }
        return concerned;
    }

    /** Forgets an object that is gone, and answers with its dependents and its owners. */
    synchronized Set<String> remove(String uid) {
        var gone = byUid.remove(uid);
        var concerned = new HashSet<>(dependents.getOrDefault(uid, Set.of()));
        if (gone != null) {
            unlink(gone);
            gone.owners().forEach(owner -> concerned.add(owner.uid()));
        }
        return concerned;
    }

    private void unlink(Owned object) {
        for (var owner : object.owners()) {
            var siblings = dependents.get(owner.uid());
            if (siblings != null && siblings.remove(object.uid()) && siblings.isEmpty()) {
                dependents.remove(owner.uid());
            }
        }
    }

    synchronized Optional<Owned> get(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    synchronized List<Owned> dependentsOf(String uid) {
        return dependents.getOrDefault(uid, Set.of()).stream()
                .map(byUid::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The UIDs of the objects that have owners. */
    synchronized Collection<String> owned() {
        return byUid.values().stream()
                .filter(object -> !object.owners().isEmpty())
                .map(Owned::uid)
                .toList();
    }
}
