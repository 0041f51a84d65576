package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind as small views, current with the server. The objects themselves are let go as soon as they
 * have been viewed: what stays of each is its view and its key ({@code namespace/name}, or the name alone).
 *
 * @param <T> the object as the server sends it
 * @param <V> the view of it; changes that the view does not show are not told
 */
public final class Watched<T extends HasMetadata, V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final Map<String, V> views = new ConcurrentHashMap<>();
    private final List<Listener<V>> listeners = new CopyOnWriteArrayList<>();
    private final Function<T, V> viewer;
    private final SharedIndexInformer<T> informer;

    /** Told of each change, in order, by the thread that reads the watch: note it and return. */
    @FunctionalInterface
    public interface Listener<V> {
        /** Says that the object at this key went from one view to another; empty where it was or is not there. */
        void changed(String key, Optional<V> before, Optional<V> after);
    }

    /**
     * Prepares a watch.
     *
     * @param blank makes an empty object of the kind, to keep the key in
     */
    public Watched(Informable<T> resource, Supplier<T> blank, Function<T, V> viewer) {
        this.viewer = viewer;
        this.informer = Informers.untiring(resource).removeNamespaceIndex().itemStore(new Views(blank));
    }

    /**
     * Adds a listener and tells it what is there already. It may hear of a thing twice, and looks at {@link #get} for
     * the truth.
     */
    public void listen(Listener<V> listener) {
        listeners.add(listener);
        views.forEach((key, view) -> listener.changed(key, Optional.empty(), Optional.of(view)));
    }

    /** Lists and then watches; complete when the first list has been viewed. */
    public CompletionStage<Void> start() {
        return informer.start();
    }

    public Optional<V> get(String key) {
        return Optional.ofNullable(views.get(key));
    }

    public Collection<V> all() {
        return Collections.unmodifiableCollection(views.values());
    }

    public static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /** The key of an object, from its metadata. */
    public static String key(ObjectMeta metadata) {
        var namespace = metadata.getNamespace();
        return namespace == null || namespace.isEmpty() ? metadata.getName() : key(namespace, metadata.getName());
    }

    @Override
    public void close() {
        informer.close();
    }

    private void tell(String key, @Nullable V before, @Nullable V after) {
        if (!Objects.equals(before, after)) {
            listeners.forEach(l -> l.changed(key, Optional.ofNullable(before), Optional.ofNullable(after)));
        }
    }

    /** The informer's cache: an object goes in whole and comes out as its name and version. */
    private final class Views implements ItemStore<T> {
        private final Map<String, T> keys = new ConcurrentHashMap<>();
        private final Supplier<T> blank;

        Views(Supplier<T> blank) {
            this.blank = blank;
        }

        @Override
        public String getKey(T object) {
            return key(object.getMetadata());
        }

        @Override
        public @Nullable T put(String key, T object) {
            var after = view(key, object);
            var stub = blank.get();
            var metadata = object.getMetadata();
            stub.setMetadata(new ObjectMetaBuilder()
                    .withNamespace(metadata.getNamespace())
                    .withName(metadata.getName())
                    .withUid(metadata.getUid())
                    .withResourceVersion(metadata.getResourceVersion())
                    .build());
            var previous = keys.put(key, stub);
            tell(key, after == null ? views.remove(key) : views.put(key, after), after);
            return previous;
        }

        /** One object that cannot be viewed, from an old journal say, must not end the watch of all others. */
        private @Nullable V view(String key, T object) {
            try {
                return viewer.apply(object);
            } catch (RuntimeException e) {
                LOG.warn("{} {} cannot be read and counts as absent: {}", object.getKind(), key, e.toString());
                return null;
            }
        }

        @Override
        public @Nullable T remove(String key) {
            var previous = keys.remove(key);
            tell(key, views.remove(key), null);
            return previous;
        }

        @Override
        public Stream<String> keySet() {
            return keys.keySet().stream();
        }

        @Override
        public Stream<T> values() {
            return keys.values().stream();
        }

        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public @Nullable T get(String key) {
            return keys.get(key);
        }

        @Override
        public boolean isFullState() {
            return false;
        }
    }
}
