package dev.trainyard.operator.plan;

import static dev.trainyard.api.kubeflow.ReplicaHistory.BLANK;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Keeps the status's memory of a replica up to date. It is written before the deletion that it accounts for, and says
 * which pod was counted last: looking twice, or dying in between, counts nothing twice.
 */
final class History {
    static Optional<ReplicaHistory> next(
            Optional<ReplicaHistory> before,
            Replica replica,
            Optional<ReplicaPod> pod,
            ReplicaState state,
            Instant now) {
        var history = pod.filter(present -> !present.deleting())
                .map(present -> counted(before.orElse(BLANK), present, inPlace(present)))
                .or(() -> before)
                .orElse(BLANK);
        return withEnd(history, replica, pod, state, now);
    }

    /**
     * The same for a replica that starts again with all others: which pod it had is remembered, so that its loss is
     * known, and a failure is counted once for all of them.
     */
    static Optional<ReplicaHistory> together(
            Optional<ReplicaHistory> before,
            Replica replica,
            Optional<ReplicaPod> pod,
            ReplicaState state,
            Instant now) {
        var history = pod.filter(present -> !present.deleting())
                .map(present -> seen(counted(before.orElse(BLANK), present, inPlace(present)), present))
                .or(() -> before)
                .orElse(BLANK);
        return withEnd(history, replica, pod, state, now);
    }

    private static Optional<ReplicaHistory> withEnd(
            ReplicaHistory known, Replica replica, Optional<ReplicaPod> pod, ReplicaState state, Instant now) {
        var history = known;
        if (state instanceof ReplicaState.Over(var outcome, var exitCode)
                && history.outcome().isEmpty()) {
            history = ended(history, outcome, exitCode, now);
            if (outcome == Outcome.FAILED) {
                history = history.failed(
                        history.failures(),
                        history.lastFailure(),
                        pod.map(failed -> PodFailure.of(failed, replica.role())));
            }
        }
        return history.equals(BLANK) ? Optional.empty() : Optional.of(history);
    }

    /** The attempt that the next pod of the replica is. A number is never used twice, so one may be skipped. */
    static int nextAttempt(Optional<ReplicaHistory> history) {
        return history.flatMap(ReplicaHistory::attempt).orElse(0) + 1;
    }

    static ReplicaHistory withAttempt(Optional<ReplicaHistory> history, int attempt) {
        return history.orElse(BLANK).attempted(Optional.of(attempt));
    }

    /** One restart more, of all replicas on account of this one. */
    static ReplicaHistory restarted(Optional<ReplicaHistory> history) {
        var known = history.orElse(BLANK);
        return known.counted(known.podUID(), known.restarts() + 1, known.podRestarts());
    }

    /** Whether the failure of this pod is one restart more, and the history does not know it yet. */
    static boolean isDue(Optional<ReplicaHistory> before, ReplicaPod pod) {
        return !pod.isRejected()
                && before.filter(known -> isOf(known, pod) && known.podRestarts() > inPlace(pod))
                        .isEmpty();
    }

    /**
     * Whether a restart of this init container is one of the replica's: it is no sidecar, and none of the uploader's.
     */
    static boolean counts(PodContainer init) {
        return !init.name().startsWith("uploader") && !init.isSidecar();
    }

    /** The history of a replica whose pod is lost, and that gets no other. */
    static ReplicaHistory lost(Optional<ReplicaHistory> history, String how, Instant now) {
        var known = ended(history, Outcome.FAILED, Optional.empty(), now);
        return known.failed(known.failures(), known.lastFailure(), Optional.of(how));
    }

    /** The same history, with an end whose time is still to come. */
    static ReplicaHistory withoutTime(ReplicaHistory known) {
        return known.ended(known.outcome(), known.exitCode(), Optional.empty());
    }

    static ReplicaHistory ended(
            Optional<ReplicaHistory> history, Outcome outcome, Optional<Integer> exitCode, Instant now) {
        return ended(history.orElse(BLANK), outcome, exitCode, now);
    }

    /** What is left to remember when all pods start anew: how often they did, not how they ended. */
    static Optional<ReplicaHistory> startedAnew(Optional<ReplicaHistory> history) {
        return history.map(known -> withoutEnd(known).failed(Optional.empty(), Optional.empty(), Optional.empty()))
                .filter(known -> known.restarts() > 0 || known.attempt().isPresent());
    }

    /** What is left to remember when all pods are dismissed, which their round tells from later ones. */
    static Optional<ReplicaHistory> dismissed(Optional<ReplicaHistory> history) {
        return history.map(known -> withoutEnd(known).counted(Optional.empty(), known.restarts(), 0))
                .filter(known -> !known.equals(BLANK));
    }

    private static ReplicaHistory withoutEnd(ReplicaHistory known) {
        return known.ended(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ReplicaHistory ended(
            ReplicaHistory history, Outcome outcome, Optional<Integer> exitCode, Instant now) {
        return history.ended(
                Optional.of(outcome.toString()),
                exitCode,
                Optional.of(now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** A new pod is one restart, but not where the kubelet has rejected the old one: nothing of it has run. */
    static ReplicaHistory replaced(Optional<ReplicaHistory> before, Replica replica, ReplicaPod pod, Instant now) {
        var known = before.orElse(BLANK);
        int ofPod = inPlace(pod) + (pod.isRejected() ? 0 : 1);
        boolean isCounted = isOf(known, pod) && known.podRestarts() >= ofPod;
        var counted = counted(known, pod, ofPod);
        return isCounted
                ? counted
                : PodBackoff.failed(seen(counted, pod), before, Optional.of(PodFailure.of(pod, replica.role())), now);
    }

    private static ReplicaHistory seen(ReplicaHistory history, ReplicaPod pod) {
        return history.counted(
                Optional.of(pod.uid()), history.restarts(), isOf(history, pod) ? history.podRestarts() : 0);
    }

    private static ReplicaHistory counted(ReplicaHistory before, ReplicaPod pod, int restarts) {
        int already = isOf(before, pod) ? before.podRestarts() : 0;
        var numbered = before.attempted(pod.attempt()
                .map(number -> Math.max(number, before.attempt().orElse(0)))
                .or(before::attempt));
        return restarts <= already
                ? numbered
                : numbered.counted(Optional.of(pod.uid()), before.restarts() + restarts - already, restarts);
    }

    private static boolean isOf(ReplicaHistory history, ReplicaPod pod) {
        return history.podUID().filter(pod.uid()::equals).isPresent();
    }

    /** Restarts of the trainer and of the init containers that come before it, but not of sidecars among them. */
    private static int inPlace(ReplicaPod pod) {
        int trainer = pod.trainer().map(PodContainer::restarts).orElse(0);
        int init = pod.initContainers().stream()
                .filter(History::counts)
                .mapToInt(PodContainer::restarts)
                .sum();
        return trainer + init;
    }

    private History() {}
}
