package dev.trainyard.operator.plan;

import java.util.List;

/**
 * How many restarts a job may have, over all replicas whose fate counts: those in place and those by a new pod. A limit
 * of 2 allows a trainer to run three times. An upload that is tried again is no restart.
 */
final class BackoffLimit {
    static boolean exceeded(TrainingJob job, List<ReplicaView> views) {
        int restarts = views.stream()
                .filter(view -> job.framework().isJudged(view.replica().role().name()))
                .mapToInt(ReplicaView::restarts)
                .sum();
        return job.runPolicy().backoffLimit().filter(limit -> restarts > limit).isPresent();
    }

    private BackoffLimit() {}
}
