package dev.trainyard.api.kubeflow;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A training job of any kind, as far as all kinds are alike. */
// Each kind is read as its own class: what an interface inherits goes before what CustomResource says.
@JsonDeserialize(using = JsonDeserializer.None.class)
public sealed interface KubeflowJob extends HasMetadata permits TFJob, PyTorchJob {
    /** All kinds. */
    List<Class<? extends KubeflowJob>> KINDS = List.of(TFJob.class, PyTorchJob.class);

    /** How it is doing; null before the operator has seen it. */
    @Nullable
    JobStatus getStatus();

    /** Its replicas by role, as its manifest spells the roles. */
    Map<String, ReplicaSpec> replicaSpecs();
}
