package dev.trainyard.api.kubeflow;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;

/**
 * The replicas of one role.
 *
 * @param replicas how many; 1 where unset
 * @param template the pod of each
 * @param restartPolicy what to do when one ends: Never (the default), OnFailure, Always or ExitCode
 */
public record ReplicaSpec(
        Optional<Integer> replicas, Optional<PodTemplateSpec> template, Optional<String> restartPolicy) {}
