package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Empties a namespace that is being deleted, and lets it go when a look at the server finds nothing in it. While
 * something stays (a pod in its grace period, a finalizer), the namespace's status says what, and the next look comes
 * when something in it goes.
 */
final class NamespaceController implements Controller {
    private static final String FINALIZER = "kubernetes";

    private static final ResourceKind EVENTS = new ResourceKind("", "v1", "Event", "events", true);

    /** Should the news of the last object's end be lost. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final Everything everything;
    private final Clock clock;
    private final WorkQueue<String> queue = new WorkQueue<>("namespaces", this::look);
    private final Set<String> terminating = ConcurrentHashMap.newKeySet();

    NamespaceController(KubernetesClient client, Everything everything, Clock clock) {
        this.client = client;
        this.everything = everything;
        this.clock = clock;
        everything.listen(new Everything.Listener() {
            @Override
            public void changed(Optional<Owned> before, Optional<Owned> after) {
                after.filter(NamespaceController::isTerminating).ifPresent(namespace -> {
                    terminating.add(namespace.name());
                    queue.add(namespace.name());
                });
                before.filter(object -> after.isEmpty() && terminating.contains(object.namespace()))
                        .ifPresent(object -> queue.add(object.namespace()));
            }

            @Override
            public void kindsChanged() {
                terminating.forEach(queue::add);
            }
        });
    }

    private static boolean isTerminating(Owned object) {
        return object.deleting()
                && object.kind().group().isEmpty()
                && object.kind().kind().equals("Namespace");
    }

    @Override
    public void start() {
        queue.start();
    }

    private Optional<Duration> look(String name) {
        var namespace = client.namespaces().withName(name).get();
        if (namespace == null || namespace.getMetadata().getDeletionTimestamp() == null) {
            terminating.remove(name);
            return Optional.empty();
        }
        if (namespace.getSpec() == null
                || namespace.getSpec().getFinalizers() == null
                || !namespace.getSpec().getFinalizers().contains(FINALIZER)) {
            return Optional.empty();
        }
        var left = new ArrayList<String>();
        for (var kind : ResourceKind.discover(client)) {
            if (kind.namespaced()) {
                empty(kind, name).ifPresent(left::add);
            }
        }
        emptyEvents(name);
        if (left.isEmpty()) {
            finish(namespace);
            return Optional.empty();
        }
        say(namespace, left);
        return Optional.of(LOOK_AGAIN);
    }

    /** Deletes what is not being deleted yet, and says what is left, in Kubernetes' words. */
    private Optional<String> empty(ResourceKind kind, String namespace) {
        var resources = everything.in(namespace, kind);
        var objects = resources.list().getItems();
        for (var object : objects) {
            if (object.getMetadata().getDeletionTimestamp() == null) {
                resources.withName(object.getMetadata().getName()).delete();
            }
        }
        var left = objects.isEmpty() ? 0 : resources.list().getItems().size();
        var resource = kind.group().isEmpty() ? kind.plural() + "." : kind.plural() + "." + kind.group();
        return left == 0 ? Optional.empty() : Optional.of(resource + " has " + left + " resource instances");
    }

    private void emptyEvents(String namespace) {
        everything.in(namespace, EVENTS).delete();
    }

    private void finish(Namespace namespace) {
        var finalizers = new ArrayList<>(namespace.getSpec().getFinalizers());
        finalizers.remove(FINALIZER);
        namespace.getSpec().setFinalizers(finalizers);
        client.raw(
                "/api/v1/namespaces/" + namespace.getMetadata().getName() + "/finalize",
                "PUT",
                client.getKubernetesSerialization().asJson(namespace));
    }

    private void say(Namespace namespace, List<String> left) {
        var message = "Some resources are remaining: " + String.join(", ", left);
        var status = namespace.getStatus();
        var known = status.getConditions() == null ? List.<NamespaceCondition>of() : status.getConditions();
        if (known.stream().anyMatch(condition -> message.equals(condition.getMessage()))) {
            return;
        }
        var conditions = new ArrayList<>(known);
        conditions.removeIf(condition -> "NamespaceContentRemaining".equals(condition.getType()));
        conditions.add(new NamespaceConditionBuilder()
                .withType("NamespaceContentRemaining")
                .withStatus("True")
                .withReason("SomeResourcesRemain")
                .withMessage(message)
                .withLastTransitionTime(
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .build());
        status.setConditions(conditions);
        client.namespaces().resource(namespace).updateStatus();
    }

    @Override
    public void close() {
        queue.close();
    }
}
