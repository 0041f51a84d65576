package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be done about a job. The status is written first, since it holds the counts that the deletions among the
 * actions are accounted for by, unless it tells only progress; then the actions, in order; then the events.
 *
 * @param status the job's new status
 * @param actions what changes in the cluster
 * @param events what people are told
 * @param next when to look again, though nothing may have happened; absent where only a change matters
 */
public record Plan(JobStatus status, List<Action> actions, List<JobEvent> events, Optional<Duration> next) {
    /** This plan, and these actions after its own. */
    Plan and(List<Action> more) {
        return new Plan(status, Stream.concat(actions.stream(), more.stream()).toList(), events, next);
    }

    /**
     * Whether the status tells nothing but progress, so that it need not be written before the actions, nor at once.
     */
    public boolean tellsOnlyProgress(TrainingJob job) {
        return Progress.isAll(job, status);
    }

    /** Whether it makes pods. */
    public boolean makesPods() {
        return actions.stream().anyMatch(action -> action instanceof Action.CreatePod);
    }

    static Plan nothing(JobStatus status) {
        return new Plan(status, List.of(), List.of(), Optional.empty());
    }
}
