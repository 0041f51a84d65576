package dev.trainyard.cluster.controllers;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;

/**
 * An object as far as owners are concerned.
 *
 * @param namespace "" for objects of the cluster
 */
record Owned(
        ResourceKind kind,
        String namespace,
        String name,
        String uid,
        List<Owner> owners,
        boolean deleting,
        List<String> finalizers) {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    /** One of its ownerReferences. */
    record Owner(String apiVersion, String kind, String name, String uid, boolean blocksDeletion) {
        static Owner of(OwnerReference reference) {
            return new Owner(
                    reference.getApiVersion(),
                    reference.getKind(),
                    reference.getName(),
                    reference.getUid(),
                    Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
        }
    }

    static Owned of(ResourceKind kind, ObjectMeta metadata) {
        List<OwnerReference> references =
                metadata.getOwnerReferences() == null ? List.of() : metadata.getOwnerReferences();
        return new Owned(
                kind,
                metadata.getNamespace() == null ? "" : metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid() == null ? "" : metadata.getUid(),
                references.stream().map(Owner::of).toList(),
                metadata.getDeletionTimestamp() != null,
                metadata.getFinalizers() == null ? List.of() : List.copyOf(metadata.getFinalizers()));
    }

    /** Whether it waits, deleted in the foreground, for its dependents to go first. */
    boolean waitsForDependents() {
        return deleting && finalizers.contains(FOREGROUND);
    }

    boolean orphansDependents() {
        return deleting && finalizers.contains(ORPHAN);
    }

    @Override
    public String toString() {
        return kind.kind() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
