package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Labels;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pod that uploads in the chief's place: the chief's pod with nothing left in it but its uploader and what that
 * mounts. It is the same attempt, so that it goes on with what the chief's uploader has not sent, and it has been told
 * from the start how the trainer ended.
 */
public final class FinisherPod {
    /** What its label says in a replica's place; no framework has a role of this name. */
    private static final String ROLE = "finisher";

    /** Its name, for a job of this name. */
    public static String name(String job) {
        return job + "-" + ROLE;
    }

    /** Whether a pod of the job is its finisher. */
    public static boolean is(ReplicaPod pod) {
        return pod.isOf(ROLE, 0);
    }

    /**
     * Makes it.
     *
     * @param chief the chief's pod, with its uploader
     */
    static Pod of(Pod chief, String name, TrainerSignal signal) {
        return new PodBuilder(chief)
                .editMetadata()
                .withName(name)
                .addToLabels(Labels.REPLICA_TYPE, ROLE)
                .addToLabels(Labels.REPLICA_INDEX, "0")
                .removeFromLabels(Labels.JOB_ROLE)
                .addToAnnotations(Names.TRAINER, signal.json())
                .endMetadata()
                .withSpec(spec(chief.getSpec()))
                .build();
    }

    /** It goes where the trainer could go, since the volume can be reached from there, but takes no GPU with it. */
    private static PodSpec spec(PodSpec chief) {
        var uploader =
                new ContainerBuilder(uploader(chief)).withRestartPolicy(null).build();
        var mounted =
                uploader.getVolumeMounts().stream().map(VolumeMount::getName).collect(Collectors.toSet());
        return new PodSpecBuilder()
                .withRestartPolicy("OnFailure")
                .withContainers(uploader)
                .withVolumes(chief.getVolumes().stream()
                        .filter((Volume volume) -> mounted.contains(volume.getName()))
                        .toList())
                .withNodeSelector(chief.getNodeSelector())
                .withAffinity(affinity(chief.getAffinity()))
                .withTolerations(chief.getTolerations())
                .withServiceAccountName(chief.getServiceAccountName())
                .withAutomountServiceAccountToken(chief.getAutomountServiceAccountToken())
                .withImagePullSecrets(chief.getImagePullSecrets())
                .withSecurityContext(chief.getSecurityContext())
                .withPriorityClassName(chief.getPriorityClassName())
                .withTerminationGracePeriodSeconds(chief.getTerminationGracePeriodSeconds())
                .withHostNetwork(chief.getHostNetwork())
                .withHostAliases(chief.getHostAliases())
                .withDnsPolicy(chief.getDnsPolicy())
                .withDnsConfig(chief.getDnsConfig())
                .build();
    }

    private static Container uploader(PodSpec chief) {
        return chief.getContainers().stream()
                .filter(container -> Injection.UPLOADER.equals(container.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** Near which other pods the trainer wanted to be no longer matters. */
    private static @Nullable Affinity affinity(@Nullable Affinity chief) {
        return chief == null || chief.getNodeAffinity() == null
                ? null
                : new AffinityBuilder()
                        .withNodeAffinity(chief.getNodeAffinity())
                        .build();
    }

    private FinisherPod() {}
}
