package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.operator.pods.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells the status changes that people watch from those that the operator itself goes on from. The first kind may be
 * written late, and several of them at once: the operator finds them again in the pods.
 */
final class Progress {
    private static final Set<String> CONDITIONS = Set.of(Conditions.CREATED, Conditions.RUNNING);

    /** Whether these statuses of a job differ only in how many of its replicas run, and in which have succeeded. */
    static boolean isAll(TrainingJob job, JobStatus after) {
        var before = job.status();
        return others(before.conditions()).equals(others(after.conditions()))
                && before.artifacts().equals(after.artifacts())
                && before.round().equals(after.round())
                && before.completionTime().equals(after.completionTime())
                && (before.startTime().isEmpty() || before.startTime().equals(after.startTime()))
                && history(job, before.history(), after.history());
    }

    private static List<JobCondition> others(List<JobCondition> conditions) {
        return conditions.stream()
                .filter(condition -> !CONDITIONS.contains(condition.type()))
                .toList();
    }

    private static boolean history(
            TrainingJob job, Map<String, ReplicaHistory> before, Map<String, ReplicaHistory> after) {
        var successes = job.replicas()
                .filter(replica -> !job.isChief(replica))
                .map(Replica::name)
                .filter(name -> isSuccess(before.get(name), after.get(name)))
                .collect(Collectors.toSet());
        return without(before, successes).equals(without(after, successes));
    }

    /** A replica that never failed and has succeeded: in its pod, that is all there is to know. */
    private static boolean isSuccess(@Nullable ReplicaHistory before, @Nullable ReplicaHistory after) {
        return before == null
                && after != null
                && after.restarts() == 0
                && after.attempt().isEmpty()
                && Objects.equals(after.outcome().orElse(""), Outcome.SUCCEEDED.toString());
    }

    private static Map<String, ReplicaHistory> without(Map<String, ReplicaHistory> history, Set<String> names) {
        return history.entrySet().stream()
                .filter(entry -> !names.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Progress() {}
}
