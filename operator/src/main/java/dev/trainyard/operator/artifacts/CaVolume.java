package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.CaBundle;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/**
 * How the store's CA bundle comes to the uploader. It is optional to the kubelet, which would hold the pod back without
 * a word in its status; {@code prepare} says what is missing, and ends before the training.
 */
final class CaVolume {
    static final String FILE = "/trainyard/ca/ca.crt";

    private static final String VOLUME = "trainyard-ca";

    static Volume volume(CaBundle bundle) {
        var volume = new VolumeBuilder().withName(VOLUME);
        bundle.configMapKeyRef()
                .ifPresent(ref -> volume.withNewConfigMap()
                        .withName(ref.getName())
                        .withItems(item(ref.getKey()).build())
                        .withOptional(true)
                        .endConfigMap());
        bundle.secretKeyRef()
                .ifPresent(ref -> volume.withNewSecret()
                        .withSecretName(ref.getName())
                        .withItems(item(ref.getKey()).build())
                        .withOptional(true)
                        .endSecret());
        return volume.build();
    }

    private static KeyToPathBuilder item(String key) {
        return new KeyToPathBuilder().withKey(key).withPath("ca.crt");
    }

    static VolumeMount mount() {
        return new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath("/trainyard/ca")
                .withReadOnly(true)
                .build();
    }

    private CaVolume() {}
}
