package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
@ValidationRule(
        value = "self.tfReplicaSpecs.size() > 0",
        message = "tfReplicaSpecs names no role: describe at least one, such as Worker",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "self.tfReplicaSpecs.size() == 0 || self.tfReplicaSpecs.exists(role,"
                + " !has(self.tfReplicaSpecs[role].replicas) || self.tfReplicaSpecs[role].replicas != 0)",
        message =
                "the job asks for no replica: give one of its roles a replica, or set runPolicy.suspend to true to stop"
                        + " its pods",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "self.tfReplicaSpecs.all(role, " + TFJobSpec.KNOWN + ")",
        message =
                "tfReplicaSpecs names an unknown role: the roles of a TFJob are Chief, Master, Worker, PS and Evaluator",
        messageExpression = "'tfReplicaSpecs names the unknown role ' + self.tfReplicaSpecs.filter(role, !("
                + TFJobSpec.KNOWN + "))[0] + ': the roles of a TFJob are Chief, Master, Worker, PS and Evaluator'",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "self.tfReplicaSpecs.all(a, self.tfReplicaSpecs.exists_one(b, a.lowerAscii() == b.lowerAscii()))",
        message = "tfReplicaSpecs names one role twice, in different case: keep one of them",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "self.tfReplicaSpecs.filter(role, " + TFJobSpec.CHIEF + ").size() <= 1",
        message = "tfReplicaSpecs has both Chief and Master: a job has one chief, so keep one of them",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "self.tfReplicaSpecs.all(role, !(" + TFJobSpec.CHIEF + ") || !has(self.tfReplicaSpecs[role].replicas)"
                + " || self.tfReplicaSpecs[role].replicas == 1)",
        message = "a job has one chief: set the replicas of Chief or Master to 1, and put the others under Worker",
        fieldPath = ".tfReplicaSpecs")
@ValidationRule(
        value = "!has(self.successPolicy) || self.successPolicy in ['', 'AllWorkers']",
        message = "successPolicy is \"\" (the chief, or else worker 0, decides) or AllWorkers",
        fieldPath = ".successPolicy")
@ValidationRule(
        value = RunPolicy.SAME_MANAGER,
        message = "runPolicy.managedBy can't change: delete the job and create it anew")
public record TFJobSpec(
        Optional<RunPolicy> runPolicy,
        Optional<String> successPolicy,
        Optional<Boolean> enableDynamicWorker,

        @Required @Size(max = 8) @JsonInclude(NON_EMPTY) Map<String, ReplicaSpec> tfReplicaSpecs) {
    static final String KNOWN = "role.lowerAscii() in ['chief', 'master', 'worker', 'ps', 'evaluator']";
    static final String CHIEF = "role.lowerAscii() in ['chief', 'master']";
}
