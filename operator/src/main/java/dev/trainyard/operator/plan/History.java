package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Waiting;
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
    private static final ReplicaHistory BLANK = new ReplicaHistory(
            Optional.empty(), 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static Optional<ReplicaHistory> next(
            Optional<ReplicaHistory> before, Optional<ReplicaPod> pod, ReplicaState state, Instant now) {
        int ofPod = state instanceof ReplicaState.Replaced ? 1 : 0;
        var history = pod.filter(present -> !present.deleting())
                .map(present -> counted(before.orElse(BLANK), present, inPlace(present, state) + ofPod))
                .or(() -> before)
                .orElse(BLANK);
        return withEnd(history, state, now);
    }

    /**
     * The same for a replica that starts again with all others: which pod it had is remembered, so that its loss is
     * known, and a failure is counted once for all of them.
     */
    static Optional<ReplicaHistory> together(
            Optional<ReplicaHistory> before, Optional<ReplicaPod> pod, ReplicaState state, Instant now) {
        var history = pod.filter(present -> !present.deleting())
                .map(present -> seen(counted(before.orElse(BLANK), present, inPlace(present, state)), present))
                .or(() -> before)
                .orElse(BLANK);
        return withEnd(history, state, now);
    }

    private static Optional<ReplicaHistory> withEnd(ReplicaHistory known, ReplicaState state, Instant now) {
        var history = known;
        if (state instanceof ReplicaState.Over(var outcome, var exitCode)
                && history.outcome().isEmpty()) {
            history = ended(history, outcome, exitCode, now);
        }
        return history.equals(BLANK) ? Optional.empty() : Optional.of(history);
    }

    /** The attempt that the next pod of the replica is. A number is never used twice, so one may be skipped. */
    static int nextAttempt(Optional<ReplicaHistory> history) {
        return history.flatMap(ReplicaHistory::attempt).orElse(0) + 1;
    }

    static ReplicaHistory withAttempt(Optional<ReplicaHistory> history, int attempt) {
        var known = history.orElse(BLANK);
        return new ReplicaHistory(
                known.podUID(),
                known.restarts(),
                known.podRestarts(),
                Optional.of(attempt),
                known.outcome(),
                known.exitCode(),
                known.ended());
    }

    /** One restart more, of all replicas on account of this one. */
    static ReplicaHistory restarted(Optional<ReplicaHistory> history) {
        var known = history.orElse(BLANK);
        return new ReplicaHistory(
                known.podUID(),
                known.restarts() + 1,
                known.podRestarts(),
                known.attempt(),
                known.outcome(),
                known.exitCode(),
                known.ended());
    }

    /** The same history, with an end whose time is still to come. */
    static ReplicaHistory withoutTime(ReplicaHistory known) {
        return new ReplicaHistory(
                known.podUID(),
                known.restarts(),
                known.podRestarts(),
                known.attempt(),
                known.outcome(),
                known.exitCode(),
                Optional.empty());
    }

    static ReplicaHistory ended(
            Optional<ReplicaHistory> history, Outcome outcome, Optional<Integer> exitCode, Instant now) {
        return ended(history.orElse(BLANK), outcome, exitCode, now);
    }

    /** What is left to remember when all pods start anew: how often they did, not how they ended. */
    static Optional<ReplicaHistory> startedAnew(Optional<ReplicaHistory> history) {
        return history.map(known -> new ReplicaHistory(
                        known.podUID(),
                        known.restarts(),
                        known.podRestarts(),
                        known.attempt(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .filter(known -> known.restarts() > 0 || known.attempt().isPresent());
    }

    /** What is left to remember when all pods are dismissed, which their round tells from later ones. */
    static Optional<ReplicaHistory> dismissed(Optional<ReplicaHistory> history) {
        return history.map(known -> new ReplicaHistory(
                        Optional.empty(),
                        known.restarts(),
                        0,
                        known.attempt(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .filter(known -> !known.equals(BLANK));
    }

    private static ReplicaHistory ended(
            ReplicaHistory history, Outcome outcome, Optional<Integer> exitCode, Instant now) {
        return new ReplicaHistory(
                history.podUID(),
                history.restarts(),
                history.podRestarts(),
                history.attempt(),
                Optional.of(outcome.toString()),
                exitCode,
                Optional.of(now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static ReplicaHistory seen(ReplicaHistory history, ReplicaPod pod) {
        boolean counted = history.podUID().filter(pod.uid()::equals).isPresent();
        return new ReplicaHistory(
                Optional.of(pod.uid()),
                history.restarts(),
                counted ? history.podRestarts() : 0,
                history.attempt(),
                history.outcome(),
                history.exitCode(),
                history.ended());
    }

    private static ReplicaHistory counted(ReplicaHistory before, ReplicaPod pod, int restarts) {
        boolean countedBefore = before.podUID().filter(pod.uid()::equals).isPresent();
        int already = countedBefore ? before.podRestarts() : 0;
        int podRestarts = Math.max(already, restarts);
        var attempt = pod.attempt()
                .map(number -> Math.max(number, before.attempt().orElse(0)))
                .or(before::attempt);
        if (podRestarts == already) {
            return new ReplicaHistory(
                    before.podUID(),
                    before.restarts(),
                    before.podRestarts(),
                    attempt,
                    before.outcome(),
                    before.exitCode(),
                    before.ended());
        }
        return new ReplicaHistory(
                Optional.of(pod.uid()),
                before.restarts() + podRestarts - already,
                podRestarts,
                attempt,
                before.outcome(),
                before.exitCode(),
                before.ended());
    }

    /**
     * Restarts of the trainer and of the init containers that come before it, but not of sidecars among them; one that
     * is due counts already.
     */
    private static int inPlace(ReplicaPod pod, ReplicaState state) {
        int trainer = pod.trainer().map(PodContainer::restarts).orElse(0);
        int init = pod.initContainers().stream()
                .filter(container -> !container.name().startsWith("uploader") && !container.isSidecar())
                .mapToInt(PodContainer::restarts)
                .sum();
        return trainer + init + (restartIsDue(pod, state) ? 1 : 0);
    }

    private static boolean restartIsDue(ReplicaPod pod, ReplicaState state) {
        return switch (state) {
            case ReplicaState.Running _ ->
                pod.trainer()
                        .map(trainer -> switch (trainer.state()) {
                            case Ended ended -> ended.exitCode() != 0;
                            case Waiting _ -> trainer.lastEnd().isPresent();
                            case dev.trainyard.operator.pods.ContainerState.Running _ -> false;
                        })
                        .orElse(false);
            case ReplicaState.Missing _,
                    ReplicaState.Leaving _,
                    ReplicaState.Pending _,
                    ReplicaState.Replaced _,
                    ReplicaState.Over _ -> false;
        };
    }

    private History() {}
}
