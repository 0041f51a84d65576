package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaStatus;
import dev.trainyard.operator.pods.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts replicas by role, as v1's status has them. */
final class ReplicaStatuses {
    static Map<String, ReplicaStatus> of(TrainingJob job, List<ReplicaView> views) {
        var statuses = new LinkedHashMap<String, ReplicaStatus>();
        for (var role : job.roles()) {
            var own = views.stream()
                    .filter(view -> view.replica().role().equals(role))
                    .toList();
            statuses.put(
                    role.name(),
                    new ReplicaStatus(
                            count(own.stream().filter(ReplicaView::running).count()),
                            count(own.stream().filter(ReplicaView::succeeded).count()),
                            count(own.stream()
                                    .filter(ReplicaStatuses::hasFailed)
                                    .count()),
                            "%s=%s,%s=%s,%s=%s"
                                    .formatted(
                                            Labels.JOB_NAME,
                                            job.name(),
                                            Labels.OPERATOR_NAME,
                                            job.framework().controller(),
                                            Labels.REPLICA_TYPE,
                                            role.key())));
        }
        return statuses;
    }

    /** Nothing is active any more; what still runs when its job succeeds counts as succeeded, as v1 has it. */
    static Map<String, ReplicaStatus> stopped(Map<String, ReplicaStatus> statuses, boolean jobSucceeded) {
        var stopped = new LinkedHashMap<String, ReplicaStatus>();
        statuses.forEach((role, status) -> stopped.put(
                role,
                new ReplicaStatus(
                        0,
                        status.succeeded() + (jobSucceeded ? status.active() : 0),
                        status.failed(),
                        status.selector())));
        return stopped;
    }

    private static boolean hasFailed(ReplicaView view) {
        return view.failed() || view.state() instanceof ReplicaState.Replaced;
    }

    private static int count(long number) {
        return Math.toIntExact(number);
    }

    private ReplicaStatuses() {}
}
