package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Volcano, which has queues: the pods of a job are made once it has put the PodGroup in line. */
record Volcano() implements GangScheduler {
    private static final String QUEUE = "queue";

    @Override
    public String schedulerName() {
        return "volcano";
    }

    @Override
    public String product() {
        return "Volcano";
    }

    @Override
    public String apiVersion() {
        return "scheduling.volcano.sh/v1beta1";
    }

    /** Volcano may have put the PodGroup into another queue, by an annotation of its namespace: it stays there. */
    @Override
    public Map<String, Object> spec(Gang gang, Map<String, Object> there) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("minMember", gang.minMember());
        spec.put(
                QUEUE,
                there.get(QUEUE) instanceof String queue && !queue.isEmpty()
                        ? queue
                        : gang.queue().orElse("default"));
        gang.priorityClass().ifPresent(name -> spec.put("priorityClassName", name));
        gang.minResources().ifPresent(resources -> spec.put("minResources", resources));
        return spec;
    }

    @Override
    public Pod member(Pod pod, TrainingJob job, Replica replica) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations("scheduling.k8s.io/group-name", job.name())
                .addToAnnotations("volcano.sh/task-spec", replica.role().key())
                .endMetadata()
                .build();
    }

    @Override
    public boolean admits(Optional<GenericKubernetesResource> podGroup) {
        return podGroup.flatMap(PodGroups::phase)
                .filter(phase -> !phase.equals("Pending"))
                .isPresent();
    }
}
