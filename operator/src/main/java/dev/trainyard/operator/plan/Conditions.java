package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.operator.pods.Shortened;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The conditions of a job, by v1's rules: the one that changed last stands last, where the State column looks; Running,
 * Restarting and Waiting take each other's place; the end turns Running to False; after Failed nothing changes.
 */
final class Conditions {
    static final String CREATED = "Created";
    static final String RUNNING = "Running";
    static final String RESTARTING = "Restarting";
    /** Trainyard's addition to v1: the job cannot go on until a person or a machine has done something. */
    static final String WAITING = "Waiting";

    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";
    static final String SUSPENDED = "Suspended";

    private static final Set<String> GOING_ON = Set.of(RUNNING, RESTARTING, WAITING);

    /** Some templates, several conditions and the history have to fit into one object. */
    private static final int LONGEST_MESSAGE = 4096;

    private static final String TRUE = "True";
    private static final String FALSE = "False";

    static boolean isTrue(List<JobCondition> conditions, String type) {
        return conditions.stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals(TRUE));
    }

    static boolean isFinished(List<JobCondition> conditions) {
        return isTrue(conditions, SUCCEEDED) || isTrue(conditions, FAILED);
    }

    static List<JobCondition> with(
            List<JobCondition> conditions, String type, String reason, String message, Instant now) {
        return set(conditions, type, TRUE, reason, message, now);
    }

    static List<JobCondition> without(
            List<JobCondition> conditions, String type, String reason, String message, Instant now) {
        return set(conditions, type, FALSE, reason, message, now);
    }

    private static List<JobCondition> set(
            List<JobCondition> conditions, String type, String status, String reason, String all, Instant now) {
        var message = Shortened.to(LONGEST_MESSAGE, all);
        var current = conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
        boolean unchanged = current.filter(condition ->
                        condition.status().equals(status) && condition.reason().equals(reason))
                .isPresent();
        if (isTrue(conditions, FAILED)) {
            return conditions;
        }
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        if (unchanged) {
            return conditions.stream()
                    .map(condition -> condition.type().equals(type) ? told(condition, message, time) : condition)
                    .toList();
        }
        var transition = current.filter(condition -> condition.status().equals(status))
                .map(JobCondition::lastTransitionTime)
                .orElse(time);
        var changed = new ArrayList<JobCondition>();
        for (var condition : conditions) {
            if (!condition.type().equals(type) && !excludes(type, condition.type())) {
                changed.add(endsRunning(type) && condition.type().equals(RUNNING) ? turnedFalse(condition) : condition);
            }
        }
        changed.add(new JobCondition(type, status, reason, message, time, transition));
        return List.copyOf(changed);
    }

    private static boolean excludes(String type, String other) {
        boolean takesItsPlace = GOING_ON.contains(type) && GOING_ON.contains(other);
        boolean endsWaiting = other.equals(WAITING) && (endsRunning(type) || type.equals(SUSPENDED));
        return takesItsPlace || endsWaiting;
    }

    private static boolean endsRunning(String type) {
        return type.equals(SUCCEEDED) || type.equals(FAILED);
    }

    /** What is so may be so for another reason by now. */
    private static JobCondition told(JobCondition condition, String message, String time) {
        return condition.message().equals(message)
                ? condition
                : new JobCondition(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        message,
                        time,
                        condition.lastTransitionTime());
    }

    private static JobCondition turnedFalse(JobCondition condition) {
        return new JobCondition(
                condition.type(),
                FALSE,
                condition.reason(),
                condition.message(),
                condition.lastUpdateTime(),
                condition.lastTransitionTime());
    }

    private Conditions() {}
}
