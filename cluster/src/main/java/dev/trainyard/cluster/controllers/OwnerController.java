package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.controllers.OwnerDecision.OwnerState;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what nobody owns any more: background, foreground and orphan, as Kubernetes' garbage collector does. An owner
 * that is not in the watches is looked up before anything is deleted: it may only be news that has not arrived.
 */
final class OwnerController implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerController.class);

    private final KubernetesClient client;
    private final Everything everything;
    private final OwnerGraph graph = new OwnerGraph();
    private final WorkQueue<String> queue = new WorkQueue<>("owners", this::look);

    OwnerController(KubernetesClient client, Everything everything) {
        this.client = client;
        this.everything = everything;
        everything.listen(new Everything.Listener() {
            @Override
            public void changed(Optional<Owned> before, Optional<Owned> after) {
                // Deleted and made anew between two looks: two objects, by their UIDs.
                before.filter(b -> after.isEmpty() || !after.get().uid().equals(b.uid()))
                        .ifPresent(gone -> graph.remove(gone.uid()).forEach(queue::add));
                after.ifPresent(object -> graph.put(object).forEach(queue::add));
            }

            @Override
            public void kindsChanged() {
                graph.owned().forEach(queue::add);
            }
        });
    }

    @Override
    public void start() {
        queue.start();
    }

    private Optional<Duration> look(String uid) {
        var found = graph.get(uid);
        if (found.isPresent()) {
            var object = found.get();
            var owners = object.deleting() ? Map.<String, OwnerState>of() : states(object);
            act(object, OwnerDecision.decide(object, owners, graph.dependentsOf(uid)));
        }
        return Optional.empty();
    }

    private Map<String, OwnerState> states(Owned object) {
        var states = new HashMap<String, OwnerState>();
        object.owners().forEach(owner -> states.put(owner.uid(), state(object, owner)));
        return states;
    }

    private OwnerState state(Owned object, Owned.Owner owner) {
        var known = graph.get(owner.uid());
        if (known.isPresent()) {
            return known.get().waitsForDependents() ? OwnerState.WAITING : OwnerState.SOLID;
        }
        var kind = everything.kinds().stream()
                .filter(candidate -> candidate.isMeantBy(owner.apiVersion(), owner.kind()))
                .findFirst();
        if (kind.isEmpty() || (kind.get().namespaced() && object.namespace().isEmpty())) {
            LOG.debug("{} has an owner of a kind that cannot be looked up here: {}", object, owner);
            return OwnerState.UNKNOWN;
        }
        var live = resource(kind.get(), object.namespace(), owner.name()).get();
        return live != null && owner.uid().equals(live.getMetadata().getUid()) ? OwnerState.SOLID : OwnerState.ABSENT;
    }

    private void act(Owned object, OwnerDecision decision) {
        switch (decision) {
            case OwnerDecision.Leave leave -> {}
            case OwnerDecision.Delete(var foreground) -> delete(object, foreground);
            case OwnerDecision.Disown(var owners) -> changeOwners(object, owner -> !owners.contains(owner.getUid()));
            case OwnerDecision.OrphanDependents(var dependents) -> {
                dependents.forEach(dependent ->
                        changeOwners(dependent, owner -> !owner.getUid().equals(object.uid())));
                removeFinalizer(object, Owned.ORPHAN);
            }
            case OwnerDecision.DeleteDependents(var dependents) ->
                dependents.forEach(dependent ->
                        delete(dependent, !graph.dependentsOf(dependent.uid()).isEmpty()));
            case OwnerDecision.Release release -> removeFinalizer(object, Owned.FOREGROUND);
        }
    }

    /**
     * Deletes the very object that was decided on: one that was made anew under the name, or has another owner now, is
     * refused.
     */
    private void delete(Owned object, boolean foreground) {
        var live = live(object);
        if (live.isEmpty()
                || !Owned.of(object.kind(), live.get().getMetadata()).owners().equals(object.owners())) {
            return;
        }
        LOG.debug("{} goes with its owner", object);
        var options = new DeleteOptionsBuilder()
                .withNewPreconditions(live.get().getMetadata().getResourceVersion(), object.uid())
                .withPropagationPolicy(foreground ? "Foreground" : "Background")
                .build();
        client.raw(
                object.kind().path(object.namespace(), object.name()),
                "DELETE",
                client.getKubernetesSerialization().asJson(options));
    }

    private void changeOwners(Owned object, Predicate<OwnerReference> keep) {
        live(object).ifPresent(live -> {
            live.getMetadata()
                    .setOwnerReferences(live.getMetadata().getOwnerReferences().stream()
                            .filter(keep)
                            .toList());
            resource(object.kind(), live).update();
        });
    }

    private void removeFinalizer(Owned object, String finalizer) {
        live(object).ifPresent(live -> {
            if (live.removeFinalizer(finalizer)) {
                resource(object.kind(), live).update();
            }
        });
    }

    private Optional<GenericKubernetesResource> live(Owned object) {
        return Optional.ofNullable(resource(object.kind(), object.namespace(), object.name())
                        .get())
                .filter(live -> object.uid().equals(live.getMetadata().getUid()));
    }

    private Resource<GenericKubernetesResource> resource(ResourceKind kind, String namespace, String name) {
        var resources = client.genericKubernetesResources(kind.context());
        return kind.namespaced() ? resources.inNamespace(namespace).withName(name) : resources.withName(name);
    }

    private Resource<GenericKubernetesResource> resource(ResourceKind kind, GenericKubernetesResource live) {
        return client.genericKubernetesResources(kind.context()).resource(live);
    }

    @Override
    public void close() {
        queue.close();
    }
}
