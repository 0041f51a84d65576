package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Attempt.Phase;
import dev.trainyard.cluster.node.container.FolderWatch;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.probe.ContainerProbes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run of a container that goes on: from the first look on, its probes are at work and its end is told. Guarded by its
 * {@link ContainerWorker}.
 */
final class LiveRun implements AutoCloseable {
    private final NodeTools tools;
    private final Pod pod;
    private final Container container;
    private final Attempt attempt;
    private final Runnable changed;
    private final CountDownLatch ended = new CountDownLatch(1);
    private FolderWatch.@Nullable Subscription watch;
    private @Nullable ContainerProbes probes;
    private boolean stopping;

    /** @param changed called when it has ended, or its probes have found something else than before */
    LiveRun(NodeTools tools, Pod pod, Container container, Attempt attempt, Runnable changed) {
        this.tools = tools;
        this.pod = pod;
        this.container = container;
        this.attempt = attempt;
        this.changed = changed;
    }

    Attempt attempt() {
        return attempt;
    }

    Phase look() {
        var phase = attempt.phase();
        switch (phase) {
            case Phase.Runs _, Phase.Starting _ -> watch();
            case Phase.Ended _, Phase.NeverStarted _ -> {
                ended.countDown();
                close();
            }
        }
        return phase;
    }

    Current.Running running(Attempt.Running process) {
        var seen = probes();
        return new Current.Running(process.startedAt(), seen.started(), seen.ready(), seen.unhealthy(), stopping);
    }

    private void watch() {
        if (watch != null) {
            return;
        }
        watch = tools.exits().watch(attempt.folder(), () -> {
            if (Files.exists(attempt.folder().resolve("exit.json"))) {
                ended.countDown();
            }
            changed.run();
        });
        // It may have ended just before anyone listened.
        if (!(attempt.phase() instanceof Phase.Runs)) {
            changed.run();
        }
    }

    private ContainerProbes probes() {
        var running = probes;
        if (running == null) {
            running = new ContainerProbes(container, attempt, tools.prober(), new ContainerProbes.Listener() {
                @Override
                public void changed() {
                    changed.run();
                }

                @Override
                public void failed(String message) {
                    tools.events().container(pod, container).warning("Unhealthy", message);
                }
            });
            probes = running;
        }
        return running;
    }

    /** Asks it to end, and sees that it does; returns at once. */
    void stop(Duration grace) {
        if (!(attempt.phase() instanceof Phase.Runs runs)) {
            return;
        }
        stopping = true;
        tools.events().container(pod, container).normal("Killing", "Stopping container " + container.getName());
        Thread.ofVirtual().name("stop-" + container.getName()).start(() -> {
            try {
                var deadline = Instant.now().plus(grace);
                new Hooks(tools, pod, container, attempt).preStop(grace);
                runs.running().init().terminate();
                if (!awaitEnd(Duration.between(Instant.now(), deadline))) {
                    runs.running().init().kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether it has ended within the time. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(Math.max(limit.toMillis(), 0), TimeUnit.MILLISECONDS);
    }

    /** Lets go of it, whether it goes on or not. */
    @Override
    public void close() {
        if (probes != null) {
            probes.close();
            probes = null;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
