package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Tells of every object that has come, changed or gone, whichever it was. */
public record Changes<T>(Consumer<T> changed) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
        changed.accept(object);
    }

    @Override
    public void onUpdate(T before, T object) {
        changed.accept(object);
    }

    @Override
    public void onDelete(T object, boolean deletedFinalStateUnknown) {
        changed.accept(object);
    }
}
