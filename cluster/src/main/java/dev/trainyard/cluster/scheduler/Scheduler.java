package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.VolumeView;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds pods without a node to nodes, as kube-scheduler does, against any API server. One pod at a time: the decision
 * is {@link Placement}'s, this class keeps the view of the cluster, tells of the outcome, and sees to it that every pod
 * is tried again when something changes that could help it.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private final ClusterView view;
    private final boolean ownsView;
    private final SchedulerConfig config;
    private final Outcome outcome;
    private final SchedulingQueue queue = new SchedulingQueue();

    /** Pods that have been bound though the watch does not say so yet: what they hold is taken. */
    private final Map<String, PodView> assumed = new ConcurrentHashMap<>();

    private final Thread worker = Thread.ofVirtual().name("scheduler").unstarted(this::run);

    private Scheduler(KubernetesClient client, SchedulerConfig config, ClusterView view, boolean ownsView) {
        this.view = view;
        this.ownsView = ownsView;
        this.config = config;
        this.outcome = new Outcome(client, config.name());
    }

    /** Starts a scheduler with watches of its own; returns at once and begins when the first lists are there. */
    public static Scheduler start(KubernetesClient client, SchedulerConfig config) {
        return new Scheduler(client, config, new ClusterView(client), true).begin();
    }

    /** Starts a scheduler on watches that it shares; it does not close them. */
    public static Scheduler start(KubernetesClient client, SchedulerConfig config, ClusterView shared) {
        return new Scheduler(client, config, shared, false).begin();
    }

    private Scheduler begin() {
        view.pods().listen(this::podChanged);
        view.nodes().listen((name, before, after) -> queue.moveAll());
        view.claims().listen((name, before, after) -> queue.moveAll());
        view.volumes().listen((name, before, after) -> queue.moveAll());
        view.storageClasses().listen((name, before, after) -> queue.moveAll());
        view.start().thenRun(worker::start);
        return this;
    }

    private void podChanged(String key, Optional<PodView> before, Optional<PodView> after) {
        if (after.filter(this::isMine).isPresent()) {
            var pod = after.get();
            queue.add(key, pod.priority(), pod.created());
            return;
        }
        var known = Optional.ofNullable(assumed.remove(key));
        queue.forget(key);
        outcome.forget(key);
        // The watch has only caught up with a binding of ours: nothing has become free.
        if (known.isEmpty() || !known.equals(after)) {
            queue.moveAll();
        }
    }

    private boolean isMine(PodView pod) {
        return pod.node().isEmpty()
                && !pod.finished()
                && !pod.deleting()
                && !pod.gated()
                && pod.schedulerName().equals(config.name());
    }

    private void run() {
        try {
            while (true) {
                schedule(queue.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("The scheduler {} has stopped", config.name());
        }
    }

    private void schedule(SchedulingQueue.Attempt attempt) {
        var pod = view.pods().get(attempt.pod()).filter(this::isMine);
        if (pod.isEmpty() || assumed.containsKey(attempt.pod())) {
            queue.forget(attempt.pod());
            return;
        }
        try {
            switch (Placement.decide(snapshot(), pod.get())) {
                case Decision.Bind(var node) -> bind(attempt, pod.get(), node);
                case Decision.SelectNode(var node, var claims) -> {
                    for (var claim : claims) {
                        outcome.selectNode(claim, node);
                    }
                    queue.park(attempt, System.nanoTime());
                }
                case Decision.NoFit(var message) -> {
                    outcome.unschedulable(pod.get(), message);
                    queue.park(attempt, System.nanoTime());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Pod {} could not be placed, trying again: {}", attempt.pod(), e.toString());
            queue.retry(attempt, System.nanoTime());
        }
    }

    private void bind(SchedulingQueue.Attempt attempt, PodView pod, String node) {
        assumed.put(attempt.pod(), pod.on(node));
        try {
            outcome.bind(pod, node);
            // The watch may have told of the binding before it was answered, or of the pod's end.
            if (view.pods().get(attempt.pod()).filter(this::isMine).isEmpty()) {
                assumed.remove(attempt.pod());
            }
            queue.forget(attempt.pod());
        } catch (KubernetesClientException e) {
            assumed.remove(attempt.pod());
            throw e;
        }
    }

    private Snapshot snapshot() {
        var pods = view.pods().all().stream()
                .map(pod -> pod.node().isPresent() ? pod : assumed.getOrDefault(pod.key(), pod))
                .toList();
        return Snapshot.of(
                view.nodes().all(),
                pods,
                by(view.claims().all(), ClaimView::key),
                by(view.volumes().all(), VolumeView::name),
                by(view.storageClasses().all(), StorageClassView::name));
    }

    private static <V> Map<String, V> by(Collection<V> views, Function<V, String> key) {
        return views.stream().collect(Collectors.toMap(key, Function.identity(), (a, b) -> b));
    }

    @Override
    public void close() {
        worker.interrupt();
        outcome.close();
        if (ownsView) {
            view.close();
        }
    }
}
