package dev.trainyard.cluster.node.volume;

import dev.trainyard.cluster.node.environment.References;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/** The objects of a pod's namespace, and of the cluster, that its volumes may come from. */
public interface VolumeSources extends References {
    Optional<PersistentVolumeClaim> claim(String name);

    Optional<PersistentVolume> persistentVolume(String name);

    /** A fresh token of a service account. */
    Optional<String> token(String serviceAccount, String audience, long seconds);
}
