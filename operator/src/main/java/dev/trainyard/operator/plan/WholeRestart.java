package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code trainyard.dev/restart: all}. A collective cannot go on without one of its members, so that where one fails or
 * is lost all pods go, and all are made again. What the status says of it is one number, the round, which new pods
 * carry: whatever is of a lower round is on its way out, has been counted, and holds the others up until it is gone.
 */
final class WholeRestart {
    static final String ALL = "all";

    /** What is wrong with the annotation; absent where nothing is. */
    static Optional<String> problem(Map<String, String> annotations) {
        return Optional.ofNullable(annotations.get(Names.RESTART))
                .filter(value -> !value.equals(ALL))
                .map(value -> "metadata.annotations[%s] is \"%s\": use \"%s\", or remove it"
                        .formatted(Names.RESTART, value, ALL));
    }

    /**
     * Why all start again.
     *
     * @param view the replica that the others cannot go on without
     * @param how a sentence about what became of its pod
     */
    record Cause(ReplicaView view, String how) {
        String message(TrainingJob job) {
            return "job %s is restarting because %s replica(s) failed. %s All replicas start again."
                    .formatted(job.name(), view.replica().role().name(), how);
        }
    }

    /** Whether the loss of this replica is that of all. An Evaluator only looks on. */
    static boolean concerns(TrainingJob job, Replica replica) {
        return job.restartsTogether() && job.framework().isJudged(replica.role().name());
    }

    /** Whether a pod is of an earlier round. */
    static boolean isDismissed(TrainingJob job, ReplicaPod pod) {
        return job.restartsTogether() && pod.round() < job.round();
    }

    /** Whether pods of an earlier round are still there: a new one must not meet them. */
    static boolean isUnderWay(TrainingJob job, Observed observed) {
        return observed.pods().stream().anyMatch(pod -> isDismissed(job, pod));
    }

    /** Whether a replica had a pod in this round that is not among these. */
    static boolean misses(TrainingJob job, List<ReplicaPod> pods) {
        return job.replicas()
                .filter(replica -> concerns(job, replica))
                .filter(replica -> job.history(replica)
                        .filter(history -> hadPod(Optional.of(history))
                                && history.outcome().isEmpty())
                        .isPresent())
                .anyMatch(replica ->
                        pods.stream().noneMatch(pod -> pod.isOf(replica.role().key(), replica.index())));
    }

    /** Why all are to start again now; absent where they are not. */
    static Optional<Cause> cause(TrainingJob job, List<ReplicaView> views) {
        var concerned =
                views.stream().filter(view -> concerns(job, view.replica())).toList();
        // One that failed may have taken others along.
        return concerned.stream()
                .filter(view -> view.state() instanceof ReplicaState.Replaced)
                .flatMap(view -> view.failure().map(how -> new Cause(view, how)).stream())
                .findFirst()
                .or(() -> concerned.stream()
                        .flatMap(view -> loss(job, view).stream())
                        .findFirst());
    }

    /** The restart that is due counts once, whatever number of replicas it is due to. */
    static List<ReplicaView> counted(TrainingJob job, List<ReplicaView> views, Instant now) {
        var cause = cause(job, views);
        return views.stream()
                .map(view -> cause.filter(it -> it.view().equals(view))
                        .map(it -> counted(job, it, views, now))
                        .orElse(view))
                .toList();
    }

    /** How many restarts the job is about to have, of all replicas together. */
    static int due(TrainingJob job, List<ReplicaView> views) {
        return cause(job, views).filter(cause -> !isRejected(cause)).isPresent() ? 1 : 0;
    }

    /** The replicas, where all of them are not started again: the one that has lost its pod has failed for good. */
    static List<ReplicaView> notTriedAgain(TrainingJob job, List<ReplicaView> views, Instant now) {
        var lost = cause(job, views).filter(cause -> !(cause.view().state() instanceof ReplicaState.Replaced));
        return views.stream()
                .map(view -> lost.filter(it -> it.view().equals(view))
                        .map(it -> view.with(
                                new ReplicaState.Over(Outcome.FAILED, Optional.empty()),
                                Optional.of(History.lost(view.history(), it.how(), now))))
                        .orElse(view))
                .toList();
    }

    private static boolean isRejected(Cause cause) {
        return cause.view().pod().filter(ReplicaPod::isRejected).isPresent();
    }

    /** A pod that was deleted has not failed: its loss is no reason to wait. */
    private static ReplicaView counted(TrainingJob job, Cause cause, List<ReplicaView> views, Instant now) {
        var view = cause.view();
        var counted =
                isRejected(cause) ? view.history().orElse(ReplicaHistory.BLANK) : History.restarted(view.history());
        return view.withHistory(
                view.state() instanceof ReplicaState.Replaced
                        ? PodBackoff.failed(counted, lastFailed(job, views), Optional.of(cause.how()), now)
                        : counted);
    }

    /** The history of the replica that was the last to take the others along; they count their failures together. */
    static Optional<ReplicaHistory> lastFailed(TrainingJob job, List<ReplicaView> views) {
        return PodBackoff.latest(views.stream()
                .filter(view -> concerns(job, view.replica()))
                .flatMap(view -> view.history().stream())
                .toList());
    }

    /** All replicas, with their pods on the way out. */
    static List<ReplicaView> dismissed(List<ReplicaView> views) {
        return views.stream()
                .map(view -> view.with(
                        view.pod().isPresent() ? new ReplicaState.Leaving() : new ReplicaState.Missing(),
                        History.dismissed(view.history())))
                .toList();
    }

    /** Whether a suspension has pods to dismiss, so that they are not taken for lost when the job resumes. */
    static boolean isToBeginAnew(TrainingJob job, Observed observed, List<ReplicaView> views) {
        return job.restartsTogether()
                && (observed.pods().stream().anyMatch(pod -> !isDismissed(job, pod))
                        || views.stream().anyMatch(view -> hadPod(view.history())));
    }

    /**
     * While the others train, a chief that has finished may have to run again: its uploader is not told that the end is
     * final, which a time of its end would mean.
     */
    static List<ReplicaView> withOpenEnd(TrainingJob job, List<ReplicaView> views) {
        return views.stream()
                .map(view -> concerns(job, view.replica()) && job.isChief(view.replica()) && view.newlyOver()
                        ? view.withHistory(History.withoutTime(view.history().orElseThrow()))
                        : view)
                .toList();
    }

    /** The end of a chief that waited for that of the others. */
    static ReplicaView withTime(ReplicaView chief, Instant now) {
        var state = chief.state();
        return state instanceof ReplicaState.Over(var outcome, var exitCode)
                        && chief.history().flatMap(ReplicaHistory::ended).isEmpty()
                ? chief.withHistory(History.ended(chief.history(), outcome, exitCode, now))
                : chief;
    }

    private static Optional<Cause> loss(TrainingJob job, ReplicaView view) {
        return switch (view.state()) {
            case ReplicaState.Missing _
            when hadPod(view.history()) ->
                Optional.of(new Cause(
                        view, "Pod %s is gone.".formatted(view.replica().podName(job))));
            case ReplicaState.Leaving _
            when view.pod().filter(pod -> !isDismissed(job, pod)).isPresent() ->
                Optional.of(new Cause(
                        view,
                        "Pod %s is being deleted.".formatted(view.replica().podName(job))));
            case ReplicaState.Missing _,
                    ReplicaState.Leaving _,
                    ReplicaState.Pending _,
                    ReplicaState.Running _,
                    ReplicaState.Restarting _,
                    ReplicaState.Replaced _,
                    ReplicaState.Over _ -> Optional.empty();
        };
    }

    private static boolean hadPod(Optional<ReplicaHistory> history) {
        return history.flatMap(ReplicaHistory::podUID).isPresent();
    }

    private WholeRestart() {}
}
