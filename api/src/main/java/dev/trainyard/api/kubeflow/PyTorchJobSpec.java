package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import java.util.Optional;

/**
 * What a PyTorchJob asks for.
 *
 * @param runPolicy how the job runs, ends and is cleaned up
 * @param elasticPolicy how the workers find each other where their number may change while they train
 * @param pytorchReplicaSpecs the replicas by role: Master, Worker; v1 takes the keys in any case
 * @param nprocPerNode how many processes torchrun starts in each pod: a number, or auto (where unset), cpu or gpu for
 *     as many as there are of those
 */
@ValidationRule(
        value = "self.pytorchReplicaSpecs.size() > 0",
        message = "pytorchReplicaSpecs names no role: describe at least one, such as Worker",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "self.pytorchReplicaSpecs.size() == 0 || self.pytorchReplicaSpecs.exists(role,"
                + " !has(self.pytorchReplicaSpecs[role].replicas) || self.pytorchReplicaSpecs[role].replicas != 0)",
        message =
                "the job asks for no replica: give one of its roles a replica, or set runPolicy.suspend to true to stop"
                        + " its pods",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "self.pytorchReplicaSpecs.all(role, " + PyTorchJobSpec.KNOWN + ")",
        message = "pytorchReplicaSpecs names an unknown role: the roles of a PyTorchJob are Master and Worker",
        messageExpression = "'pytorchReplicaSpecs names the unknown role ' + self.pytorchReplicaSpecs.filter(role, !("
                + PyTorchJobSpec.KNOWN + "))[0] + ': the roles of a PyTorchJob are Master and Worker'",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "self.pytorchReplicaSpecs.all(a,"
                + " self.pytorchReplicaSpecs.exists_one(b, a.lowerAscii() == b.lowerAscii()))",
        message = "pytorchReplicaSpecs names one role twice, in different case: keep one of them",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "self.pytorchReplicaSpecs.all(role, role.lowerAscii() != 'master'"
                + " || !has(self.pytorchReplicaSpecs[role].replicas) || self.pytorchReplicaSpecs[role].replicas == 1)",
        message = "a job has one master: set the replicas of Master to 1, and put the others under Worker",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "self.pytorchReplicaSpecs.all(role, role.lowerAscii() != 'worker'"
                + " || !has(self.pytorchReplicaSpecs[role].replicas) || self.pytorchReplicaSpecs[role].replicas >= 1)",
        message = "the replicas of Worker are 1 or more: to stop the job, set runPolicy.suspend to true;"
                + " to train with the Master alone, remove Worker",
        fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
        value = "!has(self.elasticPolicy) || self.pytorchReplicaSpecs.exists(role, role.lowerAscii() == 'worker')",
        message = "an elasticPolicy is about workers: describe the role Worker, or remove the policy",
        fieldPath = ".elasticPolicy")
@ValidationRule(
        value = "!has(self.nprocPerNode) || self.nprocPerNode.matches('^([1-9][0-9]*|[a-z]+)$')",
        message = "nprocPerNode is auto, cpu, gpu or a number of processes from 1",
        fieldPath = ".nprocPerNode")
@ValidationRule(
        value = "!has(self.nprocPerNode) || !has(self.elasticPolicy) || !has(self.elasticPolicy.nProcPerNode)",
        message = "elasticPolicy.nProcPerNode is the old name of nprocPerNode: remove it",
        fieldPath = ".elasticPolicy.nProcPerNode")
@ValidationRule(
        value = RunPolicy.SAME_MANAGER,
        message = "runPolicy.managedBy can't change: delete the job and create it anew")
public record PyTorchJobSpec(
        Optional<RunPolicy> runPolicy,
        Optional<ElasticPolicy> elasticPolicy,

        @Required @Size(max = 8) @JsonInclude(NON_EMPTY) Map<String, ReplicaSpec> pytorchReplicaSpecs,

        Optional<String> nprocPerNode) {
    static final String KNOWN = "role.lowerAscii() in ['master', 'worker']";
}
