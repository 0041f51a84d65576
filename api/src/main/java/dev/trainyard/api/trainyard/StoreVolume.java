package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import java.util.Optional;

/**
 * What a {@code file:} store is on. It is mounted at the store's URL, into the uploader alone.
 *
 * @param persistentVolumeClaim a claim in the store's namespace that several nodes can mount (ReadWriteMany)
 * @param nfs an NFS export
 */
@ValidationRule(
        value = "has(self.persistentVolumeClaim) != has(self.nfs)",
        message = "a volume is either a persistentVolumeClaim or nfs")
public record StoreVolume(
        Optional<PersistentVolumeClaimVolumeSource> persistentVolumeClaim, Optional<NFSVolumeSource> nfs) {}
