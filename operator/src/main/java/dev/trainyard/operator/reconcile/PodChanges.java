package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.pods.PodChange;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Optional;
import java.util.function.Function;

/**
 * Has the job of a pod looked at as soon as the pod's change asks for it.
 *
 * @param looks where looks are asked for
 * @param read reads a pod as the planner does; empty where it is no replica's
 */
record PodChanges(Looks looks, Function<Pod, Optional<ReplicaPod>> read) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
        looks.soon(Cache.owner(pod));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        var job = Cache.owner(pod);
        if (!Cache.owner(before).equals(job)) {
            looks.soon(Cache.owner(before));
            looks.soon(job);
            return;
        }
        switch (change(before, pod)) {
            case NONE -> {}
            case PROGRESS -> looks.forStatus(job);
            case DECISIVE -> looks.soon(job);
        }
    }

    @Override
    public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
        looks.soon(Cache.owner(pod));
    }

    private PodChange change(Pod before, Pod pod) {
        // Whose pod it is stands in the owner references, which a ReplicaPod does not have.
        if (!before.getMetadata().getOwnerReferences().equals(pod.getMetadata().getOwnerReferences())) {
            return PodChange.DECISIVE;
        }
        var was = read.apply(before);
        var is = read.apply(pod);
        return was.isPresent() && is.isPresent() ? PodChange.between(was.get(), is.get()) : PodChange.DECISIVE;
    }
}
