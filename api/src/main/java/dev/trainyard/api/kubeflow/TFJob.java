package dev.trainyard.api.kubeflow;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;

/** A distributed TensorFlow training job: one pod per replica, made by role, with {@code TF_CONFIG} in each. */
@Group("kubeflow.org")
@Version("v1")
@Singular("tfjob")
@Plural("tfjobs")
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.conditions[-1:].type")
@AdditionalPrinterColumn(
        name = "Age",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message = "metadata.name becomes a part of host names: use lower-case letters, digits and '-', a letter first",
        fieldPath = ".metadata.name")
@ValidationRule(
        value =
                "self.spec.tfReplicaSpecs.all(role, size(self.metadata.name) + size(role) + 2 + size(string("
                        + "(has(self.spec.tfReplicaSpecs[role].replicas) ? self.spec.tfReplicaSpecs[role].replicas : 1) - 1)) <= 63)",
        message = "a replica's host name, <job>-<role>-<index>, has at most 63 characters: shorten metadata.name",
        fieldPath = ".metadata.name")
public final class TFJob extends CustomResource<TFJobSpec, JobStatus> implements Namespaced, KubeflowJob {
    @Override
    public Map<String, ReplicaSpec> replicaSpecs() {
        return getSpec().tfReplicaSpecs();
    }
}
