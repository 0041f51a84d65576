package dev.trainyard.cluster.node.probe;

import dev.trainyard.cluster.node.container.Attempt;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The probes of one run of a container: the startup probe first, then the other two side by side. */
public final class ContainerProbes implements AutoCloseable {
    private final Container container;
    private final Attempt attempt;
    private final Prober prober;
    private final Listener listener;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean started;
    private volatile boolean ready;
    private volatile @Nullable String unhealthy;

    /** Hears of what probes find. */
    public interface Listener {
        /** Something that {@link #started}, {@link #ready} or {@link #unhealthy} tells has changed. */
        void changed();

        /** A probe has failed, whether or not that changes anything. */
        void failed(String message);
    }

    public ContainerProbes(Container container, Attempt attempt, Prober prober, Listener listener) {
        this.container = container;
        this.attempt = attempt;
        this.prober = prober;
        this.listener = listener;
        this.started = container.getStartupProbe() == null;
        this.ready = started && container.getReadinessProbe() == null;
        if (container.getStartupProbe() != null) {
            begin(ProbeKind.STARTUP, container.getStartupProbe());
        } else {
            beginRest();
        }
    }

    public boolean started() {
        return started;
    }

    public boolean ready() {
        return ready;
    }

    /** Why the container has to be killed. */
    public Optional<String> unhealthy() {
        return Optional.ofNullable(unhealthy);
    }

    private void beginRest() {
        if (container.getLivenessProbe() != null) {
            begin(ProbeKind.LIVENESS, container.getLivenessProbe());
        }
        if (container.getReadinessProbe() != null) {
            begin(ProbeKind.READINESS, container.getReadinessProbe());
        }
    }

    private synchronized void begin(ProbeKind kind, Probe probe) {
        threads.add(Thread.ofVirtual().name("probe-" + container.getName()).start(() -> run(kind, probe)));
    }

    private void run(ProbeKind kind, Probe probe) {
        var state = ProbeState.INITIAL;
        var period = Duration.ofSeconds(positive(probe.getPeriodSeconds(), 10));
        try {
            Thread.sleep(Duration.ofSeconds(positive(probe.getInitialDelaySeconds(), 0)));
            while (true) {
                var result = ask(probe);
                var before = state.verdict();
                state = state.after(
                        result.passed(),
                        positive(probe.getSuccessThreshold(), 1),
                        positive(probe.getFailureThreshold(), 3));
                if (!result.passed()) {
                    listener.failed(kind.shown() + " probe failed: " + result.text());
                }
                if (!state.verdict().equals(before) && state.verdict().isPresent()) {
                    var goOn = conclude(kind, state.verdict().get());
                    listener.changed();
                    if (!goOn) {
                        return;
                    }
                }
                Thread.sleep(period);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when this probe has nothing more to find out. */
    private boolean conclude(ProbeKind kind, boolean passed) {
        return switch (kind) {
            case READINESS -> {
                ready = passed;
                yield true;
            }
            case LIVENESS -> {
                unhealthy = passed
                        ? null
                        : "Container %s failed liveness probe, will be restarted".formatted(container.getName());
                yield passed;
            }
            case STARTUP -> {
                if (passed) {
                    started = true;
                    ready = container.getReadinessProbe() == null;
                    beginRest();
                } else {
                    unhealthy = "Container %s failed startup probe, will be restarted".formatted(container.getName());
                }
                yield false;
            }
        };
    }

    private Prober.Result ask(Probe probe) throws InterruptedException {
        var limit = Duration.ofSeconds(positive(probe.getTimeoutSeconds(), 1));
        if (probe.getExec() != null) {
            return prober.execute(probe.getExec(), attempt, limit);
        }
        if (probe.getHttpGet() != null) {
            return prober.get(probe.getHttpGet(), container, limit);
        }
        if (probe.getTcpSocket() != null) {
            return prober.connect(
                    probe.getTcpSocket().getPort(), probe.getTcpSocket().getHost(), container, limit);
        }
        return new Prober.Result(false, "this node knows exec, httpGet and tcpSocket probes, and no gRPC ones");
    }

    private static int positive(@Nullable Integer value, int otherwise) {
        return value == null || value <= 0 ? otherwise : value;
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }
}
