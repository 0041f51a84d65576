package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * A scheduler that starts the pods of a job together or not at all. It knows them by a PodGroup; each scheduler has a
 * kind of that name of its own.
 */
public sealed interface GangScheduler permits Volcano, Coscheduling {
    /**
     * The scheduler that v1's option {@code --gang-scheduler-name} means: Volcano by its name, and by any other name
     * one that has the coscheduling plugin; none where it says {@code None} or nothing.
     */
    static Optional<GangScheduler> named(String name) {
        if (name.isEmpty() || name.equals("None")) {
            return Optional.empty();
        }
        return Optional.of(name.equalsIgnoreCase("volcano") ? new Volcano() : new Coscheduling(name));
    }

    /** What pods name as their scheduler. */
    String schedulerName();

    /** What has to be installed for its PodGroups to be known. */
    String product();

    /** The group and version of its PodGroup. */
    String apiVersion();

    /**
     * The spec of a PodGroup.
     *
     * @param there the spec that it has
     */
    Map<String, Object> spec(Gang gang, Map<String, Object> there);

    /** The same pod as a member of its job's PodGroup. */
    Pod member(Pod pod, TrainingJob job, Replica replica);

    /** Whether the pods of a job may be made: the cluster has room for all of them, or for none that asks later. */
    boolean admits(Optional<GenericKubernetesResource> podGroup);
}
