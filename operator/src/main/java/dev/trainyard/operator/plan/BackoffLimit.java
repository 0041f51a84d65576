package dev.trainyard.operator.plan;

import java.util.List;

/**
 * How many restarts a job may have, over all replicas whose fate counts: those in place and those by a new pod. A limit
 * of 2 allows a trainer to run three times. An upload that is tried again is no restart, and neither is a new pod in
 * the place of one that its kubelet has rejected.
 */
final class BackoffLimit {
    static boolean exceeded(TrainingJob job, List<ReplicaView> views) {
        int restarts = restarts(job, counted(views));
        return job.runPolicy().backoffLimit().filter(limit -> restarts > limit).isPresent();
    }

    /** The replicas with the restarts that are due in their histories: a limit that was reached stays so. */
    static List<ReplicaView> counted(List<ReplicaView> views) {
        return views.stream().map(ReplicaView::withDue).toList();
    }

    /** {@code Restarts: 3, backoffLimit: 6.} */
    static String told(TrainingJob job, List<ReplicaView> views) {
        return "Restarts: %d%s."
                .formatted(
                        restarts(job, views),
                        job.runPolicy()
                                .backoffLimit()
                                .map(limit -> ", backoffLimit: " + limit)
                                .orElse(""));
    }

    private static int restarts(TrainingJob job, List<ReplicaView> views) {
        return views.stream()
                .filter(view -> job.framework().isJudged(view.replica().role().name()))
                .mapToInt(ReplicaView::restarts)
                .sum();
    }

    private BackoffLimit() {}
}
