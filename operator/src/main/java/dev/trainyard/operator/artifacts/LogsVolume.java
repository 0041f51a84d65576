package dev.trainyard.operator.artifacts;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/**
 * How the logs of a run's pods come to its uploader: in a ConfigMap that is not there until the training is over. The
 * kubelet brings it into the running pod, as it brings the signal that tells of it.
 */
public final class LogsVolume {
    static final String PATH = "/trainyard/logs";

    private static final String VOLUME = "trainyard-logs";

    /**
     * The ConfigMap's name. It has a part of the job's UID, so that neither an earlier job's nor a user's own is ever
     * taken for it.
     */
    public static String configMap(String job, String uid) {
        return job + "-logs-" + uid.replaceFirst("-.*", "");
    }

    static Volume volume(Run run) {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewConfigMap()
                .withName(configMap(run.job(), run.uid()))
                .withOptional(true)
                .endConfigMap()
                .build();
    }

    static VolumeMount mount() {
        return new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath(PATH)
                .withReadOnly(true)
                .build();
    }

    private LogsVolume() {}
}
