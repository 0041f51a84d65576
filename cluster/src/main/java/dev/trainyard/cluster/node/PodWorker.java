package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.ContainerRuns;
import dev.trainyard.cluster.node.lifecycle.Action;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation;
import dev.trainyard.cluster.node.lifecycle.LogChoice;
import dev.trainyard.cluster.node.lifecycle.Plan;
import dev.trainyard.cluster.node.lifecycle.PodObservation;
import dev.trainyard.cluster.node.lifecycle.PodObservation.Rejection;
import dev.trainyard.cluster.node.lifecycle.PodPlanner;
import dev.trainyard.cluster.node.log.LogEndpoint;
import dev.trainyard.cluster.node.volume.PodVolumes;
import dev.trainyard.cluster.object.Rfc3339;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod: observes it, plans, and applies the plan, each time that something about it changes. */
final class PodWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration API_RETRY = Duration.ofSeconds(1);
    private static final long FORCED_GRACE_SECONDS = 2;

    private final NodeTools tools;
    private final Path folder;
    private final PodObject object;
    private final VolumePreparation volumes;
    private final Runnable gone;
    private final Instant startTime;
    private final Map<String, ContainerWorker> containers = new LinkedHashMap<>();
    private final Semaphore wakeUps = new Semaphore(1);
    private final Thread thread;

    /** As the informer told it last; only its thread writes this and the next. */
    private volatile Pod pod;

    private volatile boolean deleted;
    private volatile @Nullable PodStatus status;
    private boolean removed;
    private Map<String, List<String>> gpus = Map.of();
    private Optional<Rejection> rejection = Optional.empty();

    PodWorker(NodeTools tools, Pod pod, Runnable gone) throws IOException {
        this.tools = tools;
        this.pod = pod;
        this.gone = gone;
        this.object = new PodObject(tools.client());
        this.status = pod.getStatus();
        this.folder = tools.config().pods().resolve(pod.getMetadata().getUid());
        this.volumes = new VolumePreparation(
                tools,
                new PodVolumes(folder.resolve("volumes"), pod.getMetadata().getUid()),
                this::wake);
        this.startTime = startTime(pod.getStatus());
        for (var container : containersOf(pod).toList()) {
            var runs = new ContainerRuns(folder.resolve("containers").resolve(container.getName()));
            containers.put(container.getName(), new ContainerWorker(tools, pod, container, runs, this::wake));
        }
        admit();
        this.thread =
                Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).unstarted(this::run);
    }

    /** Anybody may have written it, and whatever they wrote, the pod can be run and deleted. */
    private static Instant startTime(@Nullable PodStatus status) {
        return Optional.ofNullable(status == null ? null : status.getStartTime())
                .flatMap(Rfc3339::parse)
                .orElseGet(Instant::now);
    }

    private static Stream<Container> containersOf(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
    }

    private void admit() throws IOException {
        var wanted = GpuShares.count(pod.getSpec());
        if (wanted == 0 || isOver(pod.getStatus())) {
            return;
        }
        var found = tools.gpus().allocate(folder, wanted);
        if (found.isPresent()) {
            gpus = GpuShares.of(pod.getSpec(), found.get());
            return;
        }
        var message =
                "Pod was rejected: Allocate failed due to requested number of devices unavailable for %s. Requested: %d, Available: %d, which is unexpected"
                        .formatted(Gpus.RESOURCE, wanted, tools.gpus().free());
        rejection = Optional.of(new Rejection("UnexpectedAdmissionError", message));
        tools.events().pod(pod).warning("UnexpectedAdmissionError", message);
    }

    private static boolean isOver(@Nullable PodStatus status) {
        return status != null && ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()));
    }

    void begin() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                var next = step();
                if (removed && deleted) {
                    cleanUp();
                    gone.run();
                    return;
                }
                await(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error(
                    "What pod {} has left in {} could not be removed: {}",
                    pod.getMetadata().getName(),
                    folder,
                    e.toString());
            gone.run();
        }
    }

    private void await(Optional<Instant> until) throws InterruptedException {
        if (until.isEmpty()) {
            wakeUps.acquire();
        } else {
            var left = Duration.between(Instant.now(), until.get()).toMillis() + 1;
            var _ = wakeUps.tryAcquire(left, TimeUnit.MILLISECONDS);
        }
    }

    /** One turn of the loop; returns when the next is due if nothing happens before. */
    private Optional<Instant> step() {
        wakeUps.drainPermits(); // All that has happened up to now is seen by this look.
        var current = pod;
        var observed = observe();
        var plan = PodPlanner.plan(current, observed, tools.config().backOff(), Instant.now());
        return apply(plan, current);
    }

    private PodObservation observe() {
        var seen = new HashMap<String, ContainerObservation>();
        containers.forEach((name, container) -> seen.put(name, container.observe()));
        return new PodObservation(
                seen, volumes.state(), rejection, startTime, tools.config().podAddress());
    }

    private Optional<Instant> apply(Plan plan, Pod current) {
        for (var action : plan.actions()) {
            apply(action, current);
        }
        status = plan.status();
        var removes = plan.actions().contains(new Action.Remove());
        if (removes || isOver(plan.status())) {
            tools.gpus().release(folder); // Before anyone hears that nothing runs any more, and sends the next.
        }
        var told = deleted || object.write(current, plan.status());
        if (removes) {
            removed = removed || deleted || object.remove(current);
            told = told && removed;
        }
        var retry = told ? Optional.<Instant>empty() : Optional.of(Instant.now().plus(API_RETRY));
        return Stream.of(plan.wakeAt(), volumes.retryAt(), retry)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private void apply(Action action, Pod current) {
        switch (action) {
            case Action.Prepare _ -> volumes.begin(current);
            case Action.Start start -> container(start.container()).start(start, setup());
            case Action.Stop stop -> container(stop.container()).stop(stop);
            case Action.Remove _ -> {} // After the last status has been written.
        }
    }

    private PodSetup setup() {
        return new PodSetup(volumes.ready(), hosts(), gpus);
    }

    private ContainerWorker container(String name) {
        return Objects.requireNonNull(containers.get(name), name);
    }

    private void cleanUp() throws IOException {
        containers.values().forEach(ContainerWorker::release);
        tools.gpus().release(folder);
        volumes.remove();
        Folders.delete(folder);
    }

    Pod pod() {
        return pod;
    }

    Path hosts() {
        return folder.resolve("hosts");
    }

    /** The object has changed. */
    void update(Pod changed) {
        var before = pod.getMetadata();
        pod = changed;
        containersOf(changed).forEach(container -> {
            var worker = containers.get(container.getName());
            if (worker != null) {
                worker.update(changed, container);
            }
        });
        var after = changed.getMetadata();
        if (!Objects.equals(before.getAnnotations(), after.getAnnotations())
                || !Objects.equals(before.getLabels(), after.getLabels())) {
            volumes.refresh(changed);
        }
        wake();
    }

    /** The object has gone: what still runs is stopped in a hurry. */
    void deleted() {
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            pod = new PodBuilder(pod)
                    .editMetadata()
                    .withDeletionTimestamp(Instant.now().toString())
                    .withDeletionGracePeriodSeconds(FORCED_GRACE_SECONDS)
                    .endMetadata()
                    .build();
        }
        deleted = true;
        wake();
    }

    /** An object that its containers or volumes may refer to has changed. */
    void referencesChanged() {
        containers.values().forEach(ContainerWorker::retryNow);
        volumes.retryNow();
        volumes.refresh(pod);
        wake();
    }

    /** A slow look at things that nobody tells of. */
    void check() {
        containers.values().forEach(ContainerWorker::check);
    }

    private void wake() {
        wakeUps.release();
    }

    /** The run of a container whose log is meant. */
    Attempt run(String container, boolean previous) throws LogEndpoint.NoSuchRun {
        return switch (LogChoice.of(pod.getMetadata().getName(), status, container, previous)) {
            case LogChoice.Run run ->
                new ContainerRuns(folder.resolve("containers").resolve(container)).attempt(run.number());
            case LogChoice.None none -> throw new LogEndpoint.NoSuchRun(none.why(), true);
        };
    }

    /** Ends all containers, with no further plan and no status; returns when they have ended or the time is up. */
    void halt(Duration limit) {
        thread.interrupt();
        var stops = containers.values().stream()
                .map(container -> Thread.ofVirtual().start(() -> {
                    try {
                        container.halt(limit);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        try {
            for (var stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of the pod, which goes on running. */
    void release() {
        thread.interrupt();
        containers.values().forEach(ContainerWorker::release);
    }
}
