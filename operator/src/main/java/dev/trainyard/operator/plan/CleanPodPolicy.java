package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.PrimaryContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.Optional;

/**
 * Which pods are deleted when the training is over. Unset means {@link #RUNNING}: a finished job must not go on holding
 * GPUs, and its ended pods keep their logs. v1 takes unset for None, which leaves parameter servers running for ever.
 */
public enum CleanPodPolicy {
    NONE("None"),
    RUNNING("Running"),
    ALL("All");

    private final String text;

    CleanPodPolicy(String text) {
        this.text = text;
    }

    static Optional<CleanPodPolicy> named(String text) {
        if (text.isEmpty()) {
            return Optional.of(RUNNING);
        }
        for (var policy : values()) {
            if (policy.text.equals(text)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    static CleanPodPolicy of(TrainingJob job) {
        return job.runPolicy().cleanPodPolicy().flatMap(CleanPodPolicy::named).orElse(RUNNING);
    }

    /** Whether the pod goes once the job's verdict is in. */
    boolean deletes(ReplicaPod pod) {
        return switch (this) {
            case NONE -> onlyForeignContainersRun(pod);
            case RUNNING -> pod.alive();
            case ALL -> true;
        };
    }

    /** A sidecar that never ends, such as a service mesh's proxy, must not keep the pod of a finished trainer. */
    private static boolean onlyForeignContainersRun(ReplicaPod pod) {
        return pod.alive()
                && pod.trainer().flatMap(trainer -> trainer.ended()).isPresent()
                && pod.containers().stream()
                        .filter(container -> container.state() instanceof Running)
                        .noneMatch(container -> container.name().equals(PrimaryContainer.UPLOADER));
    }
}
