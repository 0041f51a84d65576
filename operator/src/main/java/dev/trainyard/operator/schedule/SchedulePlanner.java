package dev.trainyard.operator.schedule;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.api.trainyard.TrainingScheduleSpec;
import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.schedule.ScheduledJob.State;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what is to be done about a schedule. A pure function, with the rules of Kubernetes' CronJob controller: of
 * several times that were missed only the last is made up for, and one that Forbid has held up comes when the way is
 * free.
 */
public final class SchedulePlanner {
    private static final int SUCCESSFUL_KEPT = 3;
    private static final int FAILED_KEPT = 1;

    private final TrainingSchedule schedule;
    private final TrainingScheduleSpec spec;
    private final TrainingScheduleStatus status;
    private final List<ScheduledJob> jobs;
    private final Instant now;

    private final List<ScheduleAction> actions = new ArrayList<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final List<String> active;

    private SchedulePlanner(TrainingSchedule schedule, List<ScheduledJob> jobs, Instant now) {
        this.schedule = schedule;
        this.spec = schedule.getSpec();
        this.status = Objects.requireNonNullElse(schedule.getStatus(), TrainingScheduleStatus.NEW);
        this.jobs = jobs;
        this.now = now;
        active = new ArrayList<>(jobs.stream()
                .filter(ScheduledJob::active)
                .map(ScheduledJob::name)
                .sorted()
                .toList());
    }

    /**
     * Decides.
     *
     * @param jobs the jobs that it has made and that are still there
     * @param refusal why the server would refuse its job; absent where it would not
     */
    public static SchedulePlan plan(
            TrainingSchedule schedule, List<ScheduledJob> jobs, Optional<String> refusal, Instant now) {
        return new SchedulePlanner(schedule, jobs, now).plan(refusal);
    }

    private SchedulePlan plan(Optional<String> refusal) {
        var trigger = trigger();
        trigger.ifPresent(token -> create(ScheduledJobs.triggered(schedule, token)));
        Optional<Timetable> timetable = Optional.empty();
        var message = refusal;
        try {
            timetable = Optional.of(Timetable.parse(spec.schedule(), spec.timeZone()))
                    .filter(_ -> !spec.suspend().orElse(false));
        } catch (IllegalArgumentException e) {
            message = Optional.ofNullable(e.getMessage());
        }
        message.filter(text -> !status.message().equals(Optional.of(text)))
                .ifPresent(text -> events.add(JobEvent.warning("InvalidSchedule", text)));
        var made = timetable.flatMap(this::due).filter(this::make);
        deleteOld();
        var next = timetable.flatMap(times -> times.nextAfter(now));
        return new SchedulePlan(
                List.copyOf(actions),
                new TrainingScheduleStatus(
                        List.copyOf(active),
                        made.map(Instant::toString).or(status::lastScheduleTime),
                        lastSuccess(),
                        next.map(Instant::toString),
                        trigger.or(status::lastTrigger),
                        Optional.ofNullable(schedule.getMetadata().getGeneration()),
                        message),
                List.copyOf(events),
                next.map(time -> Duration.between(now, time)));
    }

    private Optional<String> trigger() {
        return Optional.ofNullable(schedule.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.TRIGGER))
                .filter(token -> !token.isEmpty() && !status.lastTrigger().equals(Optional.of(token)));
    }

    /** The last time for which no job has been made. */
    private Optional<Instant> due(Timetable timetable) {
        var since = status.lastScheduleTime().orElse(schedule.getMetadata().getCreationTimestamp());
        return timetable.lastBetween(Instant.parse(since), now);
    }

    private boolean make(Instant due) {
        var deadline = spec.startingDeadlineSeconds().map(due::plusSeconds);
        if (deadline.filter(now::isAfter).isPresent()) {
            events.add(JobEvent.warning("MissSchedule", "Missed scheduled time to start a job: " + due));
            return false;
        }
        var running = jobs.stream().filter(ScheduledJob::active).toList();
        switch (spec.concurrencyPolicy().orElse("Allow")) {
            case "Forbid" -> {
                if (!running.isEmpty()) {
                    events.add(JobEvent.normal(
                            "JobAlreadyActive",
                            "Not starting job because prior execution is running and concurrency policy is Forbid"));
                    return false;
                }
            }
            case "Replace" -> running.forEach(this::delete);
            // Allow; the schema lets nothing else through.
            default -> {}
        }
        create(ScheduledJobs.at(schedule, due));
        return true;
    }

    private void create(GenericKubernetesResource job) {
        actions.add(new ScheduleAction.CreateJob(job));
        var name = job.getMetadata().getName();
        if (!active.contains(name)) {
            active.add(name);
        }
    }

    private void delete(ScheduledJob job) {
        actions.add(new ScheduleAction.DeleteJob(job.kind(), job.name(), job.uid()));
        active.remove(job.name());
    }

    private void deleteOld() {
        Stream.concat(
                        ended(true).skip(spec.successfulJobsHistoryLimit().orElse(SUCCESSFUL_KEPT)),
                        ended(false).skip(spec.failedJobsHistoryLimit().orElse(FAILED_KEPT)))
                .forEach(this::delete);
    }

    /** The newest first. */
    private Stream<ScheduledJob> ended(boolean succeeded) {
        return jobs.stream()
                .filter(job -> job.state() instanceof State.Ended end && end.succeeded() == succeeded)
                .sorted(Comparator.comparing(SchedulePlanner::end).reversed().thenComparing(ScheduledJob::name));
    }

    private static Instant end(ScheduledJob job) {
        return switch (job.state()) {
            case State.Active() -> Instant.MAX;
            case State.Ended(var _, var at) -> at;
        };
    }

    private Optional<String> lastSuccess() {
        return Stream.concat(
                        ended(true).map(SchedulePlanner::end), status.lastSuccessfulTime().map(Instant::parse).stream())
                .max(Comparator.naturalOrder())
                .map(Instant::toString);
    }
}
