package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Attempt.Phase;
import dev.trainyard.cluster.node.container.ContainerId;
import dev.trainyard.cluster.node.container.ContainerRuns;
import dev.trainyard.cluster.node.lifecycle.Action;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Ended;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container of a pod: tells where it is, starts and stops its runs. What lasts is on disk, in the folder of each
 * {@link Attempt}; what is kept here is only what is under way.
 */
final class ContainerWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerWorker.class);
    private static final Duration KILL = Duration.ofSeconds(2);

    private final NodeTools tools;
    private final ContainerRuns runs;
    private final Runnable changed;
    private Pod pod;
    private Container container;

    private @Nullable LiveRun latest;
    private @Nullable Ended latestEnd;
    private @Nullable Ended previousEnd;
    private @Nullable String starting;
    private Current.@Nullable Stuck stuck;
    private Duration imageDelay = Duration.ZERO;

    /** @param runs those that are found there are taken over */
    ContainerWorker(NodeTools tools, Pod pod, Container container, ContainerRuns runs, Runnable changed)
            throws IOException {
        this.tools = tools;
        this.pod = pod;
        this.container = container;
        this.runs = runs;
        this.changed = changed;
        var found = runs.adopt();
        if (found.isPresent()) {
            latest = new LiveRun(tools, pod, container, found.get(), changed);
            previousEnd = runs.endBefore(found.get())
                    .map(end -> ended(runs.attempt(found.get().number() - 1), end))
                    .orElse(null);
        }
    }

    synchronized void update(Pod newPod, Container newContainer) {
        pod = newPod;
        container = newContainer;
    }

    /** Something that it may have been waiting for has appeared. */
    synchronized void retryNow() {
        if (stuck != null) {
            stuck = new Current.Stuck(stuck.reason(), stuck.message(), Instant.MIN);
        }
    }

    /** Looks at the disk and at what is under way. */
    synchronized ContainerObservation observe() {
        if (latest == null) {
            return new ContainerObservation(pending().orElseGet(Current.Untouched::new), 0, Optional.empty(), "", "");
        }
        var attempt = latest.attempt();
        var current = look(latest);
        var image = "trainyard://" + container.getImage();
        var pending = pending().filter(_ -> latestEnd != null);
        return new ContainerObservation(
                pending.orElse(current),
                attempt.number(),
                Optional.ofNullable(pending.isPresent() ? latestEnd : previousEnd),
                image,
                id(attempt));
    }

    private Optional<Current> pending() {
        return starting != null ? Optional.of(new Current.Starting(starting)) : Optional.ofNullable(stuck);
    }

    private Current look(LiveRun run) {
        if (latestEnd != null) {
            return exited(run.attempt(), latestEnd);
        }
        return switch (run.look()) {
            case Phase.Starting _ -> new Current.Starting("");
            case Phase.Runs runs -> run.running(runs.running());
            case Phase.Ended end -> {
                latestEnd = ended(run.attempt(), end);
                clear(run.attempt());
                yield exited(run.attempt(), latestEnd);
            }
            case Phase.NeverStarted _ -> new Current.Untouched();
        };
    }

    private static Current exited(Attempt attempt, Ended end) {
        var delay = attempt.spec()
                .map(spec -> Duration.ofMillis(spec.restartDelayMillis()))
                .orElse(Duration.ZERO);
        return new Current.Exited(end, delay);
    }

    private Ended ended(Attempt attempt, Phase.Ended end) {
        return new Ended(end.exit(), TerminationMessage.read(attempt, container, end.exit()), id(attempt));
    }

    private String id(Attempt attempt) {
        return new ContainerId(pod.getMetadata().getUid(), container.getName(), attempt.number()).toString();
    }

    /** After an end, nothing of the run is needed any more but its log and its last words. */
    private static void clear(Attempt attempt) {
        Thread.ofVirtual().start(() -> {
            try {
                Folders.delete(attempt.rootfs());
                attempt.removeGroups();
            } catch (IOException e) {
                LOG.warn("What run {} has left could not be removed: {}", attempt.folder(), e.toString());
            }
        });
    }

    /** Starts a run beside the caller; {@link #observe} tells how that goes. */
    synchronized void start(Action.Start action, PodSetup setup) {
        starting = "";
        stuck = null;
        var start = new ContainerStart(
                tools,
                pod,
                container,
                runs.attempt(action.number()),
                action.restartDelay(),
                setup,
                imageDelay,
                this::progress);
        Thread.ofVirtual().name("start-" + container.getName()).start(() -> {
            settle(start, start.run());
            changed.run();
        });
    }

    private void progress(String text) {
        synchronized (this) {
            starting = text;
        }
        changed.run();
    }

    private synchronized void settle(ContainerStart start, ContainerStart.Outcome outcome) {
        starting = null;
        switch (outcome) {
            case ContainerStart.Outcome.Begun _ -> begun(start);
            case ContainerStart.Outcome.Failed failed -> {
                stuck = failed.stuck();
                imageDelay = failed.imageDelay();
            }
        }
    }

    private void begun(ContainerStart start) {
        imageDelay = Duration.ZERO;
        if (latestEnd != null) {
            previousEnd = latestEnd;
            latestEnd = null;
        }
        latest = new LiveRun(tools, start.pod(), start.container(), start.attempt(), changed);
        try {
            runs.prune(start.attempt());
        } catch (IOException e) {
            LOG.warn("Old runs in {} could not be removed: {}", runs.folder(), e.toString());
        }
    }

    /** Asks the run to end, and sees that it does; returns at once. */
    synchronized void stop(Action.Stop action) {
        if (latest != null) {
            latest.stop(action.grace());
        }
    }

    /** Whether its process may have gone without anyone being told, as when the shim was killed. */
    synchronized void check() {
        if (latest != null && latestEnd == null && !(latest.attempt().phase() instanceof Phase.Runs)) {
            changed.run();
        }
    }

    /** Ends a run for good, with no plan and no status behind it; returns when it has ended or the time is up. */
    void halt(Duration limit) throws InterruptedException {
        LiveRun run;
        synchronized (this) {
            if (latest == null || !(latest.look() instanceof Phase.Runs)) {
                return;
            }
            run = latest;
            run.stop(limit);
        }
        run.awaitEnd(limit.plus(KILL));
    }

    /** Lets go of the container, which goes on. */
    synchronized void release() {
        if (latest != null) {
            latest.close();
        }
    }
}
