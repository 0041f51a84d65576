package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;
import java.util.Optional;

/**
 * What counts of a PersistentVolume.
 *
 * @param claim the claim that it is bound to or reserved for, as {@code namespace/name}
 * @param claimUid that claim's UID; empty for a reservation by name
 * @param phase Pending, Available, Bound, Released or Failed
 * @param provisioner who made it, and removes it again
 * @param path the folder on its node; empty for other types than hostPath and local
 * @param nodes the nodes that can reach it; all where empty
 */
public record VolumeView(
        String name,
        Optional<String> claim,
        Optional<String> claimUid,
        String storageClass,
        String phase,
        String reclaimPolicy,
        Optional<String> provisioner,
        List<String> accessModes,
        long bytes,
        Optional<String> path,
        Optional<NodeSelector> nodes,
        boolean deleting) {
    public static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    public static VolumeView of(PersistentVolume volume) {
        var metadata = volume.getMetadata();
        var spec = volume.getSpec();
        var reference = Optional.ofNullable(spec.getClaimRef());
        var phase = volume.getStatus() == null ? null : volume.getStatus().getPhase();
        var affinity = spec.getNodeAffinity();
        return new VolumeView(
                metadata.getName(),
                reference.map(claim -> Watched.key(claim.getNamespace(), claim.getName())),
                reference.map(claim -> claim.getUid()).filter(uid -> !uid.isEmpty()),
                spec.getStorageClassName() == null ? "" : spec.getStorageClassName(),
                phase == null ? "Pending" : phase,
                spec.getPersistentVolumeReclaimPolicy() == null ? "Retain" : spec.getPersistentVolumeReclaimPolicy(),
                Optional.ofNullable(metadata.getAnnotations()).map(annotations -> annotations.get(PROVISIONED_BY)),
                spec.getAccessModes() == null ? List.of() : List.copyOf(spec.getAccessModes()),
                Resources.of(spec.getCapacity()).getOrDefault("storage", 0L),
                Optional.ofNullable(spec.getHostPath())
                        .map(hostPath -> hostPath.getPath())
                        .or(() -> Optional.ofNullable(spec.getLocal()).map(local -> local.getPath())),
                Optional.ofNullable(affinity == null ? null : affinity.getRequired()),
                metadata.getDeletionTimestamp() != null);
    }
}
