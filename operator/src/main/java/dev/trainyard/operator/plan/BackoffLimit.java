package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.List;

/**
 * How many restarts a job may have, over all replicas whose fate counts: those in place and those by a new pod. A limit
 * of 2 allows a trainer to run three times. An upload that is tried again is no restart, and neither is a new pod in
 * the place of one that its kubelet has rejected.
 */
final class BackoffLimit {
    /**
     * Whether the restarts that have happened and those that are due are more than the job may have.
     *
     * @param ofAll how many restarts of all replicas together are due
     */
    static boolean exceeded(TrainingJob job, List<ReplicaView> views, int ofAll) {
        int due = views.stream()
                .filter(view -> job.framework().isJudged(view.replica().role().name()))
                .mapToInt(view -> due(job, view))
                .sum();
        int restarts = restarts(job, views) + due + ofAll;
        return job.runPolicy().backoffLimit().filter(limit -> restarts > limit).isPresent();
    }

    /** One that was refused stays due, so that a limit that was reached stays so. */
    private static int due(TrainingJob job, ReplicaView view) {
        boolean isDue = switch (view.state()) {
            case ReplicaState.Restarting _ ->
                view.pod().filter(BackoffLimit::counts).isPresent();
            case ReplicaState.Replaced _ ->
                !WholeRestart.concerns(job, view.replica())
                        && view.pod()
                                .filter(pod -> History.isDue(view.before(), pod))
                                .isPresent();
            case ReplicaState.Over _ -> view.wasNotTriedAgain();
            case ReplicaState.Missing _, ReplicaState.Leaving _, ReplicaState.Pending _, ReplicaState.Running _ ->
                false;
        };
        return isDue ? 1 : 0;
    }

    private static boolean counts(ReplicaPod pod) {
        return pod.trainer().flatMap(PodContainer::lastEnded).isPresent()
                || pod.failedInit().filter(History::counts).isPresent();
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
