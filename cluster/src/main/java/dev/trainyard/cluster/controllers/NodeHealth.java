package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.Watched;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A node whose lease has not been renewed for 50 seconds is not Ready but Unknown, and is tainted, so that it gets no
 * more pods; its pods are left alone. The time counts from when the renewal was seen here: no clocks are compared, and
 * nothing is judged in the first seconds after a start. A node without a lease is not judged.
 */
final class NodeHealth implements Controller {
    /** kube-controller-manager's {@code --node-monitor-grace-period}. */
    static final Duration GRACE = Duration.ofSeconds(50);

    private static final String LEASES = "kube-node-lease";
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private final KubernetesClient client;
    private final ClusterView view;
    private final Clock clock;
    private final Duration grace;
    private final Watched<GenericKubernetesResource, String> leases;
    private final Map<String, Instant> renewed = new ConcurrentHashMap<>();
    private final WorkQueue<String> queue = new WorkQueue<>("node-health", this::look);

    NodeHealth(KubernetesClient client, ClusterView view, Clock clock, Duration grace) {
        this.client = client;
        this.view = view;
        this.clock = clock;
        this.grace = grace;
        // As plain trees: a time that the model's class cannot read would end the watch of all.
        this.leases = new Watched<>(
                client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(Lease.class))
                        .inNamespace(LEASES),
                GenericKubernetesResource::new,
                lease -> lease.get("spec", "renewTime") instanceof String time ? time : "");
        leases.listen((key, before, after) -> {
            var node = key.substring(key.indexOf('/') + 1);
            if (after.isPresent()) {
                renewed.put(node, clock.instant());
                queue.addAfter(node, grace);
            } else {
                renewed.remove(node);
            }
        });
        view.nodes().listen((name, before, after) -> after.ifPresent(node -> queue.add(name)));
    }

    @Override
    public void start() {
        queue.start();
        leases.start();
    }

    private Optional<Duration> look(String name) {
        var node = view.nodes().get(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        var left =
                Optional.ofNullable(renewed.get(name)).map(seen -> Duration.between(clock.instant(), seen.plus(grace)));
        if (left.isPresent()
                && !left.get().isPositive()
                && node.get().ready().isPresent()
                && !node.get().ready().get().equals("Unknown")) {
            declareUnknown(name);
        } else {
            taint(node.get());
        }
        return left.filter(Duration::isPositive);
    }

    private void declareUnknown(String name) {
        var live = client.nodes().withName(name).get();
        if (live == null || live.getStatus() == null || live.getStatus().getConditions() == null) {
            return;
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        for (var condition : live.getStatus().getConditions()) {
            if (!"Unknown".equals(condition.getStatus())) {
                condition.setStatus("Unknown");
                condition.setReason("NodeStatusUnknown");
                condition.setMessage("Kubelet stopped posting node status.");
                condition.setLastTransitionTime(now);
            }
        }
        client.nodes().resource(live).updateStatus();
    }

    private void taint(NodeView node) {
        var wanted = node.ready().flatMap(NodeHealth::wantedTaint);
        var present = node.taints().stream()
                .map(Taint::getKey)
                .filter(NodeHealth::isOurs)
                .toList();
        if (present.equals(wanted.stream().toList())) {
            return;
        }
        Node live = client.nodes().withName(node.name()).get();
        if (live == null) {
            return;
        }
        List<Taint> known =
                live.getSpec().getTaints() == null ? List.of() : live.getSpec().getTaints();
        var taints = new ArrayList<>(known);
        taints.removeIf(taint -> isOurs(taint.getKey()) && "NoSchedule".equals(taint.getEffect()));
        wanted.ifPresent(key -> taints.add(new Taint("NoSchedule", key, null, null)));
        live.getSpec().setTaints(taints);
        client.nodes().resource(live).update();
    }

    /** The taint that goes with a status of the condition Ready. */
    static Optional<String> wantedTaint(String ready) {
        return switch (ready) {
            case "True" -> Optional.empty();
            case "False" -> Optional.of(NOT_READY);
            default -> Optional.of(UNREACHABLE);
        };
    }

    private static boolean isOurs(String key) {
        return key.equals(NOT_READY) || key.equals(UNREACHABLE);
    }

    @Override
    public void close() {
        queue.close();
        leases.close();
    }
}
