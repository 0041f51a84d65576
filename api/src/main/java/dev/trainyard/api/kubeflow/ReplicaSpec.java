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
@ValidationRule(
        value = "!has(self.template) || !has(self.template.spec)"
                + " || self.template.spec.containers.all(it, has(it.image) && it.image != '')",
        message = "a container has no image: name the image that it runs",
        fieldPath = ".template.spec.containers")
@ValidationRule(
        value = "!has(self.template) || !has(self.template.spec) || self.template.spec.containers.size() < 2"
                + " || self.template.spec.containers.exists(it, it.name in ['tensorflow', 'pytorch', 'trainer'])"
                + " || self.template.spec.containers.filter(it, !(it.name in " + ReplicaSpec.SIDECARS
                + ")).size() == 1",
        message = "which of the containers trains cannot be told: name that one tensorflow in a TFJob, pytorch in a"
                + " PyTorchJob, or trainer in either",
        fieldPath = ".template.spec.containers")
public record ReplicaSpec(
        @Default("1") Optional<Integer> replicas, Optional<PodTemplateSpec> template, Optional<String> restartPolicy) {
    /** Containers that are known not to train, as a CEL list. The operator's {@code PrimaryContainer} has the same. */
    public static final String SIDECARS = "['uploader', 'istio-proxy', 'linkerd-proxy', 'envoy', 'vault-agent',"
            + " 'cloud-sql-proxy', 'cloudsql-proxy', 'fluent-bit', 'otel-collector', 'dapr']";
}
