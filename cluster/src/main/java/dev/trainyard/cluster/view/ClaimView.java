package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a PersistentVolumeClaim.
 *
 * @param storageClass the class; empty where it names none, which the default class fills in; "" where it wants none
 * @param volume the PersistentVolume that it is bound to, or wants
 * @param phase Pending, Bound or Lost
 * @param selectedNode the node that the scheduler has picked for its first pod
 * @param provisioner who is asked to make a volume for it
 * @param guarded whether it carries the finalizer that keeps it while pods use it
 */
public record ClaimView(
        String namespace,
        String name,
        String uid,
        Optional<String> storageClass,
        Optional<String> volume,
        String phase,
        Optional<String> selectedNode,
        Optional<String> provisioner,
        List<String> accessModes,
        long requestedBytes,
        boolean guarded,
        boolean deleting) {
    public static final String PROTECTION = "kubernetes.io/pvc-protection";
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    public static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    private static final String OLD_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";

    public static ClaimView of(PersistentVolumeClaim claim) {
        var metadata = claim.getMetadata();
        var spec = claim.getSpec();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        var phase = claim.getStatus() == null ? null : claim.getStatus().getPhase();
        var requests = Resources.of(
                spec.getResources() == null ? null : spec.getResources().getRequests());
        return new ClaimView(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                Optional.ofNullable(spec.getStorageClassName()),
                Optional.ofNullable(spec.getVolumeName()).filter(name -> !name.isEmpty()),
                phase == null ? "Pending" : phase,
                Optional.ofNullable(annotations.get(SELECTED_NODE)),
                Optional.ofNullable(annotations.get(PROVISIONER))
                        .or(() -> Optional.ofNullable(annotations.get(OLD_PROVISIONER))),
                spec.getAccessModes() == null ? List.of() : List.copyOf(spec.getAccessModes()),
                requests.getOrDefault("storage", 0L),
                metadata.getFinalizers() != null && metadata.getFinalizers().contains(PROTECTION),
                metadata.getDeletionTimestamp() != null);
    }

    public String key() {
        return Watched.key(namespace, name);
    }

    public boolean bound() {
        return phase.equals("Bound");
    }
}
