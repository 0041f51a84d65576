package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/**
 * When, and what. The fields are those of a CronJob and mean the same, but for the time zone: where a CronJob takes
 * that of the machine its controller runs on, this takes UTC.
 *
 * @param schedule five fields of cron, {@code minute hour day-of-month month day-of-week}, or {@code @hourly},
 *     {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}
 * @param timeZone the name of the time zone that the schedule is read in, {@code Europe/Berlin}; UTC where unset
 * @param concurrencyPolicy what happens when a time comes and the last job still runs: Allow another beside it (where
 *     unset), Forbid it and run once the last has ended, or Replace the last
 * @param startingDeadlineSeconds how many seconds late a job may still be made, after an outage; however late where
 *     unset
 * @param suspend whether no more jobs are made for now; those that run go on
 * @param successfulJobsHistoryLimit how many jobs that have succeeded are kept; 3 where unset
 * @param failedJobsHistoryLimit how many jobs that have failed are kept; 1 where unset
 * @param jobTemplate the job that is made
 */
@ValidationRule(
        value = "!has(self.concurrencyPolicy) || self.concurrencyPolicy in ['Allow', 'Forbid', 'Replace']",
        message = "concurrencyPolicy is Allow, Forbid or Replace",
        fieldPath = ".concurrencyPolicy")
@ValidationRule(
        value = "!has(self.startingDeadlineSeconds) || self.startingDeadlineSeconds >= 0",
        message = "startingDeadlineSeconds is 0 or more",
        fieldPath = ".startingDeadlineSeconds")
@ValidationRule(
        value = "!has(self.successfulJobsHistoryLimit) || self.successfulJobsHistoryLimit >= 0",
        message = "successfulJobsHistoryLimit is 0 or more",
        fieldPath = ".successfulJobsHistoryLimit")
@ValidationRule(
        value = "!has(self.failedJobsHistoryLimit) || self.failedJobsHistoryLimit >= 0",
        message = "failedJobsHistoryLimit is 0 or more",
        fieldPath = ".failedJobsHistoryLimit")
@ValidationRule(
        value = "!self.schedule.contains('TZ=')",
        message = "schedule has no place for a time zone: set timeZone",
        fieldPath = ".schedule")
public record TrainingScheduleSpec(
        @Required String schedule,
        Optional<String> timeZone,
        Optional<String> concurrencyPolicy,
        Optional<Long> startingDeadlineSeconds,
        @Default("false") Optional<Boolean> suspend,
        Optional<Integer> successfulJobsHistoryLimit,
        Optional<Integer> failedJobsHistoryLimit,
        @Required JobTemplate jobTemplate) {}
