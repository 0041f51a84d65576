package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;

/**
 * What counts of a StorageClass.
 *
 * @param waits whether volumes are made only when a pod has been given a node (WaitForFirstConsumer)
 */
public record StorageClassView(
        String name, String created, String provisioner, String reclaimPolicy, boolean waits, boolean isDefault) {
    public static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    public static StorageClassView of(StorageClass storageClass) {
        var metadata = storageClass.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        return new StorageClassView(
                metadata.getName(),
                metadata.getCreationTimestamp() == null ? "" : metadata.getCreationTimestamp(),
                storageClass.getProvisioner(),
                storageClass.getReclaimPolicy() == null ? "Delete" : storageClass.getReclaimPolicy(),
                "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode()),
                "true".equals(annotations.get(DEFAULT)));
    }
}
