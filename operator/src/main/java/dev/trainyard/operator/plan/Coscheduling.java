package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A scheduler with the coscheduling plugin of scheduler-plugins, which holds the pods of a job back until all are
 * there: they are made at once. It has neither queues nor priorities of a whole job.
 *
 * @param schedulerName what the scheduler is called in the cluster
 */
record Coscheduling(String schedulerName) implements GangScheduler {
    @Override
    public String product() {
        return "scheduler-plugins";
    }

    @Override
    public String apiVersion() {
        return "scheduling.x-k8s.io/v1alpha1";
    }

    @Override
    public Map<String, Object> spec(Gang gang, Map<String, Object> there) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("minMember", gang.minMember());
        gang.minResources().ifPresent(resources -> spec.put("minResources", resources));
        gang.scheduleTimeoutSeconds().ifPresent(seconds -> spec.put("scheduleTimeoutSeconds", seconds));
        return spec;
    }

    @Override
    public Pod member(Pod pod, TrainingJob job, Replica replica) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels("scheduling.x-k8s.io/pod-group", job.name())
                .endMetadata()
                .build();
    }

    @Override
    public boolean admits(Optional<GenericKubernetesResource> podGroup) {
        return true;
    }
}
