package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.SchedulingPolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The PodGroup of a job, by which a gang scheduler knows it: it has the job's name, and is there while it trains. */
final class PodGroups {
    private static final String RESOURCES = "minResources";

    /** What of its spec is ours to say. */
    private static final Set<String> OURS =
            Set.of("minMember", "queue", "priorityClassName", RESOURCES, "scheduleTimeoutSeconds");

    /** Makes the PodGroup of a job that trains, or brings it up to date. */
    static List<Action> kept(
            TrainingJob job, Optional<GangScheduler> scheduler, Optional<GenericKubernetesResource> there) {
        if (scheduler.isEmpty()) {
            return List.of();
        }
        var before = there.map(PodGroups::spec).orElse(Map.of());
        var spec = scheduler.get().spec(Gang.of(job), before);
        if (there.isPresent() && isSame(before, spec)) {
            return List.of();
        }
        return List.of(new Action.PutPodGroup(podGroup(job, scheduler.get(), there, before, spec)));
    }

    /** Removes the PodGroup of a job that does not train. */
    static List<Action> removed(Optional<GenericKubernetesResource> there) {
        return there.<List<Action>>map(it -> List.of(new Action.DeletePodGroup(
                        it.getApiVersion(),
                        it.getMetadata().getName(),
                        it.getMetadata().getUid())))
                .orElse(List.of());
    }

    static Optional<String> phase(GenericKubernetesResource podGroup) {
        return Optional.<Object>ofNullable(podGroup.get("status", "phase"))
                .map(String::valueOf)
                .filter(phase -> !phase.isEmpty());
    }

    /** Why the pods of the job are not made yet. */
    static JobEvent waiting(GangScheduler scheduler, GenericKubernetesResource podGroup) {
        var message = "PodGroup %s waits for %s to admit %s pods to queue \"%s\": %s"
                .formatted(
                        podGroup.getMetadata().getName(),
                        scheduler.product(),
                        spec(podGroup).get("minMember"),
                        spec(podGroup).get("queue"),
                        reason(podGroup)
                                .or(() -> phase(podGroup).map(phase -> "it is " + phase))
                                .orElse("it has no phase yet, since %s does not run or has not seen it"
                                        .formatted(scheduler.product())));
        return JobEvent.normal("PodGroupPending", message);
    }

    /** What is doubtful in what the job asks of gang schedulers. */
    static List<JobEvent> warnings(TrainingJob job, Optional<GangScheduler> scheduler) {
        var policy = job.runPolicy().schedulingPolicy();
        if (scheduler.isEmpty()) {
            return policy.filter(PodGroups::isAboutGangs).isEmpty()
                    ? List.of()
                    : List.of(
                            JobEvent.warning(
                                    "NoGangScheduler",
                                    "spec.runPolicy.schedulingPolicy has no effect, and pods start one by one: the operator runs without a gang scheduler; start it with --gang-scheduler"));
        }
        var warnings = new ArrayList<JobEvent>();
        var name = scheduler.get().schedulerName();
        if (job.roles().stream()
                .map(role -> role.template().getSpec().getSchedulerName())
                .anyMatch(other -> other != null && !other.isEmpty() && !other.equals(name))) {
            warnings.add(JobEvent.warning(
                    "SetPodTemplateSchedulerName",
                    "Another scheduler is specified when gang-scheduling is enabled and it will not be overwritten"));
        }
        long replicas = job.replicas().count();
        policy.flatMap(SchedulingPolicy::minAvailable)
                .filter(fewest -> fewest > replicas)
                .ifPresent(fewest -> warnings.add(JobEvent.warning(
                        "UnreachableMinAvailable",
                        "spec.runPolicy.schedulingPolicy.minAvailable is %d, and the job has %d replicas: it does not start; make it %d or less"
                                .formatted(fewest, replicas, replicas))));
        return warnings;
    }

    /** Kueue reads the priority, and needs no gang scheduler. */
    private static boolean isAboutGangs(SchedulingPolicy policy) {
        return policy.minAvailable().isPresent()
                || policy.queue().isPresent()
                || !policy.minResources().isEmpty()
                || policy.scheduleTimeoutSeconds().isPresent();
    }

    private static GenericKubernetesResource podGroup(
            TrainingJob job,
            GangScheduler scheduler,
            Optional<GenericKubernetesResource> there,
            Map<String, Object> before,
            Map<String, Object> spec) {
        var metadata = there.map(it -> new ObjectMetaBuilder(it.getMetadata()))
                .orElseGet(() -> new ObjectMetaBuilder()
                        .withName(job.name())
                        .withNamespace(job.namespace())
                        .withAnnotations(annotations(job))
                        .withOwnerReferences(job.ownerReference()));
        var podGroup = new GenericKubernetesResource();
        podGroup.setApiVersion(scheduler.apiVersion());
        podGroup.setKind("PodGroup");
        there.ifPresent(it -> podGroup.setAdditionalProperties(new TreeMap<>(it.getAdditionalProperties())));
        podGroup.setMetadata(metadata.addToLabels(job.selector()).build());
        var merged = new TreeMap<>(before);
        merged.keySet().removeAll(OURS);
        merged.putAll(spec);
        podGroup.setAdditionalProperty("spec", merged);
        return podGroup;
    }

    /** As v1 does, since Volcano takes settings of a PodGroup from its annotations. */
    private static Map<String, String> annotations(TrainingJob job) {
        var annotations = new HashMap<>(job.annotations());
        annotations
                .keySet()
                .removeIf(key -> key.startsWith("kubectl.kubernetes.io/") || key.startsWith("trainyard.dev/"));
        return annotations;
    }

    private static boolean isSame(Map<String, Object> there, Map<String, Object> asked) {
        return OURS.stream().allMatch(field -> Objects.equals(value(field, there), value(field, asked)));
    }

    private static Object value(String field, Map<String, Object> spec) {
        return field.equals(RESOURCES) && spec.get(field) instanceof Map<?, ?> resources
                ? quantities(resources)
                : String.valueOf(spec.get(field));
    }

    private static Map<String, Quantity> quantities(Map<?, ?> resources) {
        var quantities = new HashMap<String, Quantity>();
        resources.forEach(
                (name, amount) -> quantities.put(String.valueOf(name), Quantity.parse(String.valueOf(amount))));
        return quantities;
    }

    private static Map<String, Object> spec(GenericKubernetesResource podGroup) {
        Map<String, Object> spec = podGroup.get("spec");
        return spec == null ? Map.of() : spec;
    }

    /** In the scheduler's words, where it has said any. */
    private static Optional<String> reason(GenericKubernetesResource podGroup) {
        return podGroup.<Object>get("status", "conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .filter(Map.class::isInstance)
                        .map(condition -> (Map<?, ?>) condition)
                        .filter(condition ->
                                "Unschedulable".equals(condition.get("type")) && "True".equals(condition.get("status")))
                        .flatMap(condition -> Optional.ofNullable(condition.get("message")).stream())
                        .map(String::valueOf)
                        .reduce((_, last) -> last)
                : Optional.empty();
    }

    private PodGroups() {}
}
