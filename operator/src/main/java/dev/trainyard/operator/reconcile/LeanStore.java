package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an informer keeps what it has seen, each object without what nobody will read of it. */
final class LeanStore<T extends HasMetadata> implements ItemStore<T> {
    private final ConcurrentMap<String, T> items = new ConcurrentHashMap<>();
    private final UnaryOperator<T> kept;

    /**
     * Is empty at first.
     *
     * @param kept what is kept of an object
     */
    LeanStore(UnaryOperator<T> kept) {
        this.kept = kept;
    }

    @Override
    public String getKey(T object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable T put(String key, T object) {
        return items.put(key, kept.apply(object));
    }

    @Override
    public @Nullable T remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }

    @Override
    public int size() {
        return items.size();
    }

    /** What was left out is read by nobody. */
    @Override
    public boolean isFullState() {
        return true;
    }
}
