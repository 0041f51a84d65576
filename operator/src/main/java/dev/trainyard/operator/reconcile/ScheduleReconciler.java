package dev.trainyard.operator.reconcile;

import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.schedule.ScheduleAction;
import dev.trainyard.operator.schedule.SchedulePlan;
import dev.trainyard.operator.schedule.SchedulePlanner;
import dev.trainyard.operator.schedule.ScheduledJob;
import dev.trainyard.operator.schedule.ScheduledJobs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes the jobs of each TrainingSchedule when their time comes: observe, plan, apply. */
public final class ScheduleReconciler implements AutoCloseable {
    private static final int PARALLELISM = 4;
    private static final String CONTROLLER = "trainingschedule-controller";

    private final KubernetesClient client;
    private final Clock clock;
    private final SharedIndexInformer<TrainingSchedule> schedules;
    private final Recent<TrainingSchedule> recent;
    private final List<ScheduledJobCache<?>> jobs;
    private final EventRecorder events;
    private final WorkQueue<JobKey> queue;
    private Optional<CompletableFuture<Void>> ready = Optional.empty();

    /**
     * Begins to watch the schedules, and returns at once: a cluster without their CRD trains all the same.
     *
     * @param namespace the only namespace to look at; all where empty
     */
    public ScheduleReconciler(
            KubernetesClient client, List<JobKind<?>> kinds, Optional<String> namespace, Clock clock) {
        this.client = client;
        this.clock = clock;
        schedules = Cache.untiring(Cache.in(client.resources(TrainingSchedule.class), namespace));
        recent = new Recent<>(schedules, clock);
        events = new EventRecorder(client, CONTROLLER, clock);
        queue = new WorkQueue<>(this::reconcile, PARALLELISM);
        jobs = kinds.stream()
                .<ScheduledJobCache<?>>map(kind -> new ScheduledJobCache<>(client, kind, namespace, queue::add))
                .toList();
        schedules.addEventHandler(new Changes<>(this::seen));
        schedules.start();
    }

    /** Their jobs are watched once there is a schedule: most clusters have none, and start so much the sooner. */
    private synchronized void seen(TrainingSchedule schedule) {
        if (ready.isEmpty()) {
            ready = Optional.of(CompletableFuture.allOf(
                            jobs.stream().map(ScheduledJobCache::start).toArray(CompletableFuture[]::new))
                    // No schedule is looked at before its jobs are known.
                    .thenRun(queue::open));
        }
        queue.add(JobKey.of(schedule));
    }

    private Optional<Duration> reconcile(JobKey key) {
        var there = Optional.ofNullable(schedules.getStore().getByKey(key.toString()))
                .flatMap(_ -> recent.get(key.namespace(), key.name()))
                .filter(schedule -> schedule.getMetadata().getDeletionTimestamp() == null);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        var schedule = there.get();
        var plan = SchedulePlanner.plan(schedule, observe(schedule), refusal(schedule), clock.instant());
        apply(schedule, plan);
        return plan.next();
    }

    private List<ScheduledJob> observe(TrainingSchedule schedule) {
        return jobs.stream().flatMap(cache -> cache.of(schedule)).toList();
    }

    /**
     * A template is tried out when it is new, so that its author hears of a mistake now and not at three in the
     * morning.
     */
    private Optional<String> refusal(TrainingSchedule schedule) {
        var known = Objects.requireNonNullElse(schedule.getStatus(), TrainingScheduleStatus.NEW);
        if (known.observedGeneration()
                .equals(Optional.ofNullable(schedule.getMetadata().getGeneration()))) {
            return known.message();
        }
        try {
            client.resource(ScheduledJobs.trial(schedule)).dryRun().create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    ? Optional.empty()
                    : Optional.of("spec.jobTemplate: " + ServerAnswer.message(e));
        }
    }

    private void apply(TrainingSchedule schedule, SchedulePlan plan) {
        plan.events().forEach(event -> events.record(schedule, event));
        for (var action : plan.actions()) {
            switch (action) {
                case ScheduleAction.CreateJob(var job) -> create(schedule, job);
                case ScheduleAction.DeleteJob job -> delete(schedule, job);
            }
        }
        if (!plan.status().equals(schedule.getStatus())) {
            writeStatus(schedule, plan.status());
        }
    }

    private void create(TrainingSchedule schedule, GenericKubernetesResource job) {
        var name = job.getMetadata().getName();
        try {
            client.resource(job).create();
            events.record(schedule, JobEvent.normal("SuccessfulCreate", "Created job " + name));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                if (ServerAnswer.isTerminating(e)) {
                    throw new TryAgain("its namespace is being deleted");
                }
                events.record(
                        schedule, JobEvent.warning("FailedCreate", "Error creating job: " + ServerAnswer.message(e)));
                throw e;
            }
            var there = client.resource(job).get();
            if (there == null || !Cache.isOwned(there, schedule)) {
                var message =
                        "Error creating job: a %s named %s is there and is not of this schedule: the schedule waits until it is gone"
                                .formatted(job.getKind(), name);
                events.record(schedule, JobEvent.warning("FailedCreate", message));
                throw new TryAgain(message);
            }
        }
    }

    private void delete(TrainingSchedule schedule, ScheduleAction.DeleteJob job) {
        var cache = jobs.stream().filter(each -> each.kind().equals(job.kind())).findFirst();
        var path = cache.orElseThrow().path(schedule.getMetadata().getNamespace(), job.name());
        if (UidDeletion.delete(client, path, job.uid())) {
            events.record(schedule, JobEvent.normal("SuccessfulDelete", "Deleted job " + job.name()));
        }
    }

    private void writeStatus(TrainingSchedule schedule, TrainingScheduleStatus status) {
        var changed = new TrainingSchedule();
        changed.setMetadata(schedule.getMetadata());
        changed.setSpec(schedule.getSpec());
        changed.setStatus(status);
        try {
            recent.remember(client.resource(changed).updateStatus());
        } catch (KubernetesClientException e) {
            throw ServerAnswer.isGone(e) ? new TryAgain("the schedule has changed meanwhile") : e;
        }
    }

    @Override
    public void close() {
        schedules.close();
        synchronized (this) {
            ready.ifPresent(starting -> starting.cancel(false));
        }
        jobs.forEach(ScheduledJobCache::close);
        queue.close();
        events.close();
    }
}
