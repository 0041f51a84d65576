package dev.trainyard.api.trainyard;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * How a schedule is doing.
 *
 * @param active the names of its jobs that have not ended
 * @param lastScheduleTime the time of the schedule that the last job was made for, RFC 3339 in UTC
 * @param lastSuccessfulTime when a job last succeeded, RFC 3339 in UTC
 * @param nextScheduleTime when the next job is due, RFC 3339 in UTC; absent while suspended
 * @param lastTrigger the last value of the annotation {@code trainyard.dev/trigger} that a job was made for
 * @param observedGeneration the generation of the schedule that this was said of
 * @param message what is wrong with the schedule, and what to do; absent when nothing is
 */
public record TrainingScheduleStatus(
        @JsonInclude(NON_EMPTY) List<String> active,
        Optional<String> lastScheduleTime,
        Optional<String> lastSuccessfulTime,
        Optional<String> nextScheduleTime,
        Optional<String> lastTrigger,
        Optional<Long> observedGeneration,
        Optional<String> message) {

    /** The status of a schedule that has none yet. */
    public static final TrainingScheduleStatus NEW = new TrainingScheduleStatus(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
