package dev.trainyard.cluster.controllers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What becomes of an object because of its owners and dependents; the rules of Kubernetes' garbage collector. */
sealed interface OwnerDecision {
    /** How it stands with an owner. */
    enum OwnerState {
        /** It lives. */
        SOLID,
        /** It is deleted in the foreground and waits for its dependents. */
        WAITING,
        /** There is no such object, or another one of the same name. */
        ABSENT,
        /** It cannot be told: its kind is not known here. Nothing is deleted on a guess. */
        UNKNOWN
    }

    record Leave() implements OwnerDecision {}

    /** Delete it, with its own dependents first where it has any and an owner waits. */
    record Delete(boolean foreground) implements OwnerDecision {}

    /** Keep it, but take away the references to these owners. */
    record Disown(List<String> owners) implements OwnerDecision {}

    /** Its dependents become nobody's; then it goes. */
    record OrphanDependents(List<Owned> dependents) implements OwnerDecision {}

    /** It waits for these dependents, which are to be deleted. */
    record DeleteDependents(List<Owned> dependents) implements OwnerDecision {}

    /** All that it waited for are gone: it may go. */
    record Release() implements OwnerDecision {}

    /**
     * Decides.
     *
     * @param owners the state of each of its owners, by UID
     */
    static OwnerDecision decide(Owned object, Map<String, OwnerState> owners, List<Owned> dependents) {
        if (object.orphansDependents()) {
            return new OrphanDependents(dependents);
        }
        if (object.waitsForDependents()) {
            var blocking = dependents.stream()
                    .filter(dependent -> dependent.owners().stream()
                            .anyMatch(owner -> owner.uid().equals(object.uid()) && owner.blocksDeletion()))
                    .toList();
            return blocking.isEmpty()
                    ? new Release()
                    : new DeleteDependents(
                            blocking.stream().filter(d -> !d.deleting()).toList());
        }
        if (object.deleting() || object.owners().isEmpty()) {
            return new Leave();
        }
        return byOwners(object, owners, dependents);
    }

    private static OwnerDecision byOwners(Owned object, Map<String, OwnerState> owners, List<Owned> dependents) {
        var gone = new ArrayList<String>();
        var anySolid = false;
        var anyWaiting = false;
        for (var owner : object.owners()) {
            switch (owners.getOrDefault(owner.uid(), OwnerState.UNKNOWN)) {
                case SOLID -> anySolid = true;
                case WAITING -> {
                    anyWaiting = true;
                    gone.add(owner.uid());
                }
                case ABSENT -> gone.add(owner.uid());
                case UNKNOWN -> {
                    return new Leave();
                }
            }
        }
        if (anySolid) {
            return gone.isEmpty() ? new Leave() : new Disown(List.copyOf(gone));
        }
        return new Delete(anyWaiting && !dependents.isEmpty());
    }
}
