package dev.trainyard.api.kubeflow;

import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;

/**
 * The replicas of one role.
 *
 * @param replicas how many; 1 where unset
 * @param template the pod of each
 * @param restartPolicy what to do when one ends: Never (where unset, in a TFJob), OnFailure (where unset, in a
 *     PyTorchJob), Always or ExitCode
 */
@ValidationRule(
        value = "!has(self.replicas) || self.replicas >= 0",
        message = "replicas is the number of pods of the role: 0 or more",
        fieldPath = ".replicas")
@ValidationRule(
        value = "!has(self.restartPolicy) || self.restartPolicy in ['Never', 'OnFailure', 'Always', 'ExitCode']",
        message = "restartPolicy is Never, OnFailure, Always or ExitCode",
        fieldPath = ".restartPolicy")
@ValidationRule(
        value = "has(self.template) && has(self.template.spec) && self.template.spec.containers.size() > 0",
        message = "the role has no container: name at least one, with its image, under template.spec.containers")
public record ReplicaSpec(
        @Default("1") Optional<Integer> replicas, Optional<PodTemplateSpec> template, Optional<String> restartPolicy) {}
