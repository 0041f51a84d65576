package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What was just written and the watch has not brought back yet, so that the next look sees what the last one did. Only
 * a saving: without it a pod would be made twice in vain, and a status written on top of an old one be refused.
 *
 * <p>It also tells the writes of others from our own, which need no further look.
 */
final class Recent<T extends HasMetadata> implements ResourceEventHandler<T> {
    /** Where a watch takes longer than this, or brought the object and its deletion before it was remembered here. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);

    private record Written<T>(T object, Instant at) {}

    private final SharedIndexInformer<T> informer;
    private final Clock clock;
    private final Map<String, Written<T>> written = new ConcurrentHashMap<>();
    private final List<ResourceEventHandler<T>> listeners = new CopyOnWriteArrayList<>();

    Recent(SharedIndexInformer<T> informer, Clock clock) {
        this.informer = informer;
        this.clock = clock;
        informer.addEventHandler(this);
    }

    /** Passes on to the listener what the watch brings, but for the versions that were remembered here. */
    void ofOthers(ResourceEventHandler<T> listener) {
        listeners.add(listener);
    }

    void remember(T object) {
        written.put(key(object), new Written<>(object, clock.instant()));
        cached(key(object)).ifPresent(this::forgetOlderThan);
    }

    /** The newest version known; empty where the object is not there. */
    Optional<T> get(String namespace, String name) {
        var key = namespace + "/" + name;
        return fresh(key).or(() -> cached(key));
    }

    /** The objects that were written and not yet seen. */
    Stream<T> unseen() {
        return written.keySet().stream().filter(key -> cached(key).isEmpty()).flatMap(key -> fresh(key).stream());
    }

    @Override
    public void onAdd(T object) {
        if (isOfOthers(object)) {
            listeners.forEach(listener -> listener.onAdd(object));
        }
    }

    @Override
    public void onUpdate(T before, T object) {
        if (isOfOthers(object)) {
            listeners.forEach(listener -> listener.onUpdate(before, object));
        }
    }

    @Override
    public void onDelete(T object, boolean deletedFinalStateUnknown) {
        forgetOlderThan(object);
        listeners.forEach(listener -> listener.onDelete(object, deletedFinalStateUnknown));
    }

    private boolean isOfOthers(T seen) {
        var known = written.get(key(seen));
        forgetOlderThan(seen);
        return known == null || version(known.object()) != version(seen);
    }

    private Optional<T> fresh(String key) {
        var known = written.get(key);
        if (known == null) {
            return Optional.empty();
        }
        if (known.at().plus(FORGOTTEN_AFTER).isBefore(clock.instant())) {
            written.remove(key, known);
            return Optional.empty();
        }
        return Optional.of(known.object());
    }

    private void forgetOlderThan(T seen) {
        written.computeIfPresent(key(seen), (_, known) -> version(known.object()) > version(seen) ? known : null);
    }

    private Optional<T> cached(String key) {
        return Optional.ofNullable(informer.getStore().getByKey(key));
    }

    /** Versions of one object compare as numbers, which Kubernetes guarantees since 1.35 and etcd always did. */
    private static long version(HasMetadata object) {
        var text = object.getMetadata().getResourceVersion();
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
