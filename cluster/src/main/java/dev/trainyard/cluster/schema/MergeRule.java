package dev.trainyard.cluster.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a strategic merge patch treats a field, where it does not simply replace lists and merge objects. The rules are
 * those of the {@code patchStrategy} and {@code patchMergeKey} tags on the Go types in {@code k8s.io/api}.
 *
 * @param strategy the tag's value, as OpenAPI shows it: merge, replace, retainKeys or {@code merge,retainKeys}
 * @param mergeKey the field that tells a list's objects apart; empty for lists of plain values and for objects
 */
public record MergeRule(String strategy, Optional<String> mergeKey) {

    /** By type and field; a line is a merge key and the fields that have it. */
    private static final Map<String, MergeRule> RULES = read("""
            merge uid ObjectMeta.ownerReferences
            merge - ObjectMeta.finalizers NodeSpec.podCIDRs
            merge containerPort Container.ports EphemeralContainer.ports
            merge mountPath Container.volumeMounts EphemeralContainer.volumeMounts ContainerStatus.volumeMounts
            merge devicePath Container.volumeDevices EphemeralContainer.volumeDevices
            merge name Container.env EphemeralContainer.env ContainerStatus.allocatedResourcesStatus
            merge name PodSpec.containers PodSpec.initContainers PodSpec.ephemeralContainers
            merge name PodSpec.imagePullSecrets PodSpec.schedulingGates ServiceAccount.secrets CSINodeSpec.drivers
            merge,retainKeys name PodSpec.volumes PodSpec.resourceClaims PodStatus.resourceClaimStatuses
            merge ip PodSpec.hostAliases PodStatus.hostIPs PodStatus.podIPs
            merge topologyKey PodSpec.topologySpreadConstraints
            merge port ServiceSpec.ports
            merge type PodStatus.conditions NodeStatus.conditions NodeStatus.addresses NamespaceStatus.conditions
            merge type PersistentVolumeClaimStatus.conditions ReplicationControllerStatus.conditions
            merge type ServiceStatus.conditions ComponentStatus.conditions ServiceCIDRStatus.conditions
            merge type StatefulSetStatus.conditions DeploymentStatus.conditions DaemonSetStatus.conditions
            merge type ReplicaSetStatus.conditions JobStatus.conditions PodDisruptionBudgetStatus.conditions
            merge type HorizontalPodAutoscalerStatus.conditions
            merge name ValidatingWebhookConfiguration.webhooks MutatingWebhookConfiguration.webhooks
            merge name ValidatingWebhook.matchConditions MutatingWebhook.matchConditions
            merge name ValidatingAdmissionPolicySpec.matchConditions ValidatingAdmissionPolicySpec.variables
            merge name MutatingAdmissionPolicySpec.matchConditions
            retainKeys - DeploymentSpec.strategy
            replace - PodDisruptionBudgetSpec.selector
            """);

    /** The rule of a field; empty where lists are replaced and objects merged. */
    public static Optional<MergeRule> of(FieldType.Struct struct, String field) {
        return Optional.ofNullable(RULES.get(struct.name() + "." + field));
    }

    public boolean mergesLists() {
        return strategy.startsWith("merge");
    }

    public boolean replacesObjects() {
        return strategy.equals("replace");
    }

    private static Map<String, MergeRule> read(String table) {
        var rules = new HashMap<String, MergeRule>();
        table.lines().map(line -> List.of(line.split(" ", -1))).forEach(words -> {
            var key = words.get(1).equals("-") ? Optional.<String>empty() : Optional.of(words.get(1));
            var rule = new MergeRule(words.getFirst(), key);
            words.stream().skip(2).forEach(field -> rules.put(field, rule));
        });
        return Map.copyOf(rules);
    }
}
