package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.Map;
import java.util.Optional;

/**
 * What a TFJob asks for.
 *
 * @param runPolicy how the job runs, ends and is cleaned up
 * @param successPolicy when the whole job has succeeded: {@code ""} (the chief, or else worker 0) or {@code AllWorkers}
 * @param enableDynamicWorker whether workers may come and go; their {@code TF_CONFIG} is then sparse
 * @param tfReplicaSpecs the replicas by role: Chief, Master, Worker, PS, Evaluator; v1 takes the keys in any case
 */
public record TFJobSpec(
        Optional<RunPolicy> runPolicy,
        Optional<String> successPolicy,
        Optional<Boolean> enableDynamicWorker,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        Map<String, ReplicaSpec> tfReplicaSpecs) {}
