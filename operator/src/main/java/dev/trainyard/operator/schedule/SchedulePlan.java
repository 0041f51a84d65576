package dev.trainyard.operator.schedule;

import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import dev.trainyard.operator.plan.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a schedule: first the actions, in order, and then the status, which says that they are done.
 * A job's name follows from the time that it is made for, so that an operator which dies in between makes it once.
 *
 * @param actions changes to the cluster
 * @param status the new status
 * @param events what people are told
 * @param next until the next look; absent where only a change can bring one
 */
public record SchedulePlan(
        List<ScheduleAction> actions, TrainingScheduleStatus status, List<JobEvent> events, Optional<Duration> next) {}
