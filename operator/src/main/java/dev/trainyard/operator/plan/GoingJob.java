package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.artifacts.StoreChoice;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A job whose training goes on: every replica has its pod, and one that failed gets another. */
final class GoingJob {
    /** Why a job waits, after its kind. */
    private static final String NODE = "WaitingForNode";

    private static final String PODS = "WaitingForPods";

    private final Planner planner;
    private final TrainingJob job;
    private final Observed observed;
    private final List<ReplicaView> views;
    private final Instant now;
    private final Optional<StoreChoice> choice;
    private final Optional<WholeRestart.Cause> restart;
    /** Whether a gang scheduler holds back the pods that are missing. */
    private final boolean held;

    /** Whether none is made now, for that reason or because those of the last round are still there. */
    private final boolean waits;

    /** The failure that decides when the replicas that start again together get their next pods. */
    private final Optional<ReplicaHistory> lastFailed;

    GoingJob(Planner planner, TrainingJob job, Observed observed, List<ReplicaView> seen, Instant now) {
        this.planner = planner;
        this.job = job;
        this.observed = observed;
        this.now = now;
        choice = Artifacts.choice(job, observed);
        var counted = counted(seen);
        restart = WholeRestart.cause(job, counted);
        held = planner.gangScheduler()
                .filter(scheduler -> !scheduler.admits(observed.podGroup()))
                .isPresent();
        waits = held || restart.isPresent() || WholeRestart.isUnderWay(job, observed);
        var present = restart.isPresent() ? WholeRestart.dismissed(counted) : WholeRestart.withOpenEnd(job, counted);
        lastFailed = WholeRestart.lastFailed(job, present);
        views = present.stream().map(this::numbered).toList();
    }

    /** With the restarts that are due in their histories: the job goes on, so that they happen. */
    private List<ReplicaView> counted(List<ReplicaView> seen) {
        var alone = seen.stream()
                .map(view -> WholeRestart.concerns(job, view.replica()) ? view : view.restarted(now))
                .toList();
        return WholeRestart.counted(job, alone, now);
    }

    Plan plan() {
        var status = new StatusBuilder(job, now).created();
        var events = new ArrayList<JobEvent>();
        if (status.has(Conditions.SUSPENDED) || !status.hasStarted()) {
            job.particulars().deprecations().forEach(text -> events.add(JobEvent.warning("Deprecated", text)));
            events.addAll(PodWarnings.ofTemplates(job));
            events.addAll(ReplicaService.warnings(job));
            events.addAll(PodGroups.warnings(job, planner.gangScheduler()));
        }
        begin(status, events);
        if (restart.isPresent()) {
            status.round(job.round() + 1);
        }
        conditions(status, events);
        var artifacts = artifacts();
        status.replicas(ReplicaStatuses.of(job, views)).history(views).artifacts(artifacts);
        events.addAll(Artifacts.events(job.status().artifacts(), artifacts));
        events.addAll(PodWarnings.ofViews(job, views));
        events.addAll(injectionWarnings());
        waiting().ifPresent(events::add);
        return new Plan(
                status.build(),
                actions(),
                events,
                Stream.concat(
                                // A job that has succeeded but for its last worker has no deadline any more.
                                LastWorker.remaining(job, views, now)
                                        .or(() -> ActiveDeadline.remaining(job, now))
                                        .stream(),
                                views.stream().flatMap(view -> pause(view).stream()))
                        .min(Comparator.naturalOrder()));
    }

    /** How long a replica without a pod waits for its next one, since its last ones have failed. */
    private Optional<Duration> pause(ReplicaView view) {
        return Optional.of(view)
                .filter(it -> it.state() instanceof ReplicaState.Missing)
                .flatMap(it -> WholeRestart.concerns(job, it.replica()) ? lastFailed : it.history())
                .flatMap(failed -> PodBackoff.remaining(failed, now));
    }

    /** Whether the replica gets a pod now. */
    private boolean isDue(ReplicaView view) {
        return !waits
                && view.state() instanceof ReplicaState.Missing
                && pause(view).isEmpty();
    }

    private void begin(StatusBuilder status, List<JobEvent> events) {
        var kind = job.framework().kind();
        if (status.has(Conditions.SUSPENDED)) {
            var message = "%s %s is resumed.".formatted(kind, job.name());
            status.without(Conditions.SUSPENDED, kind + "Resumed", message).notStarted();
            events.add(JobEvent.normal(kind + "Resumed", message));
        }
        // A job that stands in line is not active yet: its deadline does not run.
        if (!status.hasStarted() && !held) {
            status.started();
        }
    }

    private void conditions(StatusBuilder status, List<JobEvent> events) {
        var kind = job.framework().kind();
        var waiting = StuckPods.waiting(observed).filter(_ -> !isRunning());
        restart.ifPresent(cause -> {
            var message = cause.message(job);
            if (waiting.isEmpty()) {
                status.with(Conditions.RESTARTING, kind + "Restarting", message + counts(lastFailed));
            }
            events.add(JobEvent.warning(kind + "Restarting", message));
        });
        waiting.ifPresentOrElse(
                message -> status.with(Conditions.WAITING, kind + NODE, message), () -> waitedFor(status));
        denied().filter(_ -> waiting.isEmpty() && !isRunning())
                .ifPresent(message -> status.with(Conditions.WAITING, kind + PODS, message));
        var replaced = views.stream()
                .filter(view -> view.state() instanceof ReplicaState.Replaced)
                .toList();
        for (var view : replaced) {
            var message = restarting(view);
            if (waiting.isEmpty()) {
                status.with(Conditions.RESTARTING, kind + "Restarting", message + counts(view.history()));
            }
            if (view.newlyReplaced()) {
                events.add(JobEvent.warning(kind + "Restarting", message));
            }
        }
        views.stream()
                .filter(view -> view.state() instanceof ReplicaState.Restarting)
                .filter(_ -> waiting.isEmpty() && replaced.isEmpty() && !isRunning())
                .findFirst()
                .ifPresent(view -> status.with(Conditions.RESTARTING, kind + "Restarting", restarting(view)));
        if (replaced.isEmpty() && isRunning()) {
            status.with(Conditions.RUNNING, kind + "Running", job.framework().running(job));
        }
    }

    private String restarting(ReplicaView view) {
        return "job %s is restarting because %s replica(s) failed.%s"
                .formatted(
                        job.name(),
                        view.replica().role().name(),
                        view.failure().map(how -> " " + how).orElse(""));
    }

    private String counts(Optional<ReplicaHistory> failed) {
        return " " + BackoffLimit.told(job, views)
                + failed.flatMap(known -> PodBackoff.until(known, now))
                        .map(" The next pod is made at %s."::formatted)
                        .orElse("");
    }

    /** Its new pods are on their way, and until they run it must not say that it waits for what is over. */
    private void waitedFor(StatusBuilder status) {
        var kind = job.framework().kind();
        if (!status.has(Conditions.WAITING, kind + NODE)) {
            status.dropped(Conditions.WAITING);
        } else {
            status.with(
                    Conditions.RESTARTING,
                    kind + "Restarting",
                    "job %s is restarting: it waits for no node any more.".formatted(job.name()));
        }
    }

    /** What the server does not let the job have, in its words; absent where it has refused nothing. */
    private Optional<String> denied() {
        var wanted = Stream.concat(
                services()
                        .map(service -> service.getMetadata().getName())
                        .filter(name -> !observed.services().contains(name)),
                views.stream().filter(this::isDue).map(view -> view.replica().podName(job)));
        return wanted.filter(name -> observed.refused().containsKey(name))
                .findFirst()
                .map(name -> "Waiting for the API server, which refuses to create %s: %s"
                        .formatted(name, observed.refused().get(name)));
    }

    /** As v1 has it: the chief runs, or without one any worker, or without workers any replica. */
    private boolean isRunning() {
        var chiefs =
                ofRole(view -> job.framework().isChief(view.replica().role().name()));
        var workers = ofRole(view -> view.replica().role().key().equals("worker"));
        var telling = !chiefs.isEmpty() ? chiefs : !workers.isEmpty() ? workers : views;
        return telling.stream().anyMatch(ReplicaView::running);
    }

    private List<ReplicaView> ofRole(Predicate<ReplicaView> filter) {
        return views.stream().filter(filter).toList();
    }

    private List<Action> actions() {
        var actions = new ArrayList<Action>();
        if (!observed.ports().isEmpty() && !observed.ports().equals(job.ports())) {
            actions.add(new Action.RecordPorts(observed.ports()));
        }
        services()
                .filter(service ->
                        !observed.services().contains(service.getMetadata().getName()))
                .forEach(service -> actions.add(new Action.CreateService(service)));
        actions.addAll(Autoscaling.kept(job, observed.autoscaler()));
        actions.addAll(PodGroups.kept(job, planner.gangScheduler(), observed.podGroup()));
        surplus().forEach(pod -> actions.add(new Action.DeletePod(pod.name(), pod.uid())));
        for (var view : views) {
            if (job.isChief(view.replica())) {
                actions.addAll(RunLogs.thenSignal(job, observed, view));
            }
            switch (view.state()) {
                case ReplicaState.Missing _ -> {
                    if (isDue(view)) {
                        actions.add(new Action.CreatePod(pod(view)));
                    }
                }
                case ReplicaState.Replaced _, ReplicaState.Leaving _ ->
                    view.pod()
                            .filter(pod -> !pod.deleting())
                            .ifPresent(pod -> actions.add(new Action.DeletePod(pod.name(), pod.uid())));
                case ReplicaState.Pending _,
                        ReplicaState.Running _,
                        ReplicaState.Restarting _,
                        ReplicaState.Over _ -> {}
            }
        }
        return actions;
    }

    private Stream<Service> services() {
        return job.hasServicePerReplica()
                ? job.replicas().map(replica -> ReplicaService.of(job, replica, addresses()))
                : Stream.of(PodsService.of(job));
    }

    /** Pods of replicas that the job no longer asks for. */
    private List<ReplicaPod> surplus() {
        return observed.pods().stream()
                .filter(pod -> !pod.deleting())
                .filter(pod -> job.replicas()
                        .noneMatch(replica -> pod.isOf(replica.role().key(), replica.index())))
                .toList();
    }

    private Pod pod(ReplicaView view) {
        var alone = NewPod.of(job, view.replica(), addresses());
        var pod = planner.gangScheduler()
                .map(scheduler -> member(scheduler, alone, view.replica()))
                .orElse(alone);
        if (!job.isChief(view.replica()) || choice.isEmpty()) {
            return pod;
        }
        return planner.injection(choice.get())
                .into(pod, view.replica().role().container(), Artifacts.run(job, view, now));
    }

    private Pod member(GangScheduler scheduler, Pod pod, Replica replica) {
        var other = pod.getSpec().getSchedulerName();
        if (other == null || other.isEmpty()) {
            pod.getSpec().setSchedulerName(scheduler.schedulerName());
        }
        return scheduler.member(pod, job, replica);
    }

    /** Why pods are missing, where they have to wait. */
    private Optional<JobEvent> waiting() {
        return planner.gangScheduler()
                .filter(_ -> held && views.stream().anyMatch(view -> view.state() instanceof ReplicaState.Missing))
                .flatMap(scheduler -> observed.podGroup().map(podGroup -> PodGroups.waiting(scheduler, podGroup)));
    }

    /**
     * A chief's pod gets its number in the status before it is made, so that no two ever share a prefix in the store.
     */
    private ReplicaView numbered(ReplicaView view) {
        boolean injected = isDue(view) && job.isChief(view.replica()) && choice.isPresent();
        boolean unused = observed.refused().containsKey(view.replica().podName(job))
                && view.history().flatMap(ReplicaHistory::attempt).isPresent();
        return injected && !unused
                ? view.withHistory(History.withAttempt(view.history(), History.nextAttempt(view.history())))
                : view;
    }

    private Optional<ArtifactsStatus> artifacts() {
        return chief().flatMap(chief -> Artifacts.upload(job, observed, chief, now))
                .map(upload -> switch (upload) {
                    // What can still be done about it is done when the training is over.
                    case Upload.Lost(var status) -> Upload.waiting(status.message());
                    case Upload.Pending(var status) -> status;
                    case Upload.Settled(var status) -> status;
                });
    }

    private Optional<ReplicaView> chief() {
        return views.stream().filter(view -> job.isChief(view.replica())).findFirst();
    }

    private List<JobEvent> injectionWarnings() {
        var chief = chief().filter(this::isDue);
        if (chief.isEmpty() || choice.isEmpty()) {
            return List.of();
        }
        var events = new ArrayList<JobEvent>();
        var injection = planner.injection(choice.get());
        var store = choice.get().store().getMetadata().getName();
        var role = chief.get().replica().role();
        if (!choice.get().passedOver().isEmpty()) {
            events.add(JobEvent.warning(
                    "SeveralArtifactStores",
                    "ArtifactStore %s takes the artifacts, being the oldest that applies; %s apply too: narrow their spec.jobSelector"
                            .formatted(store, String.join(", ", choice.get().passedOver()))));
        }
        if (!injection.findsVolume(NewPod.of(job, chief.get().replica(), addresses()), role.container())) {
            events.add(JobEvent.warning(
                    "NoOutputVolume",
                    "container %s of %s has no volume at %s, so it gets an emptyDir there, which is lost with the pod: mount a PersistentVolumeClaim to keep checkpoints over restarts"
                            .formatted(role.container(), chief.get().replica().name(), injection.path())));
        }
        return events;
    }

    private Addresses addresses() {
        return new Addresses(job, planner.clusterDomain(), observed.ports());
    }
}
