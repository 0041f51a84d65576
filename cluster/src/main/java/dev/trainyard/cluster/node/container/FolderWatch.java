package dev.trainyard.cluster.node.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells when something happens in a folder, without asking again and again; one watcher serves all folders. */
public final class FolderWatch implements AutoCloseable {
    private final WatchService watcher;
    private final WatchEvent.Kind<?>[] kinds;
    private final Map<WatchKey, List<Runnable>> listeners = new ConcurrentHashMap<>();

    /** @param kinds what is told of */
    public FolderWatch(WatchEvent.Kind<?>... kinds) throws IOException {
        this.watcher = FileSystems.getDefault().newWatchService();
        this.kinds = kinds.clone();
        Thread.ofVirtual().name("folder-watch").start(this::listen);
    }

    /** What a listener holds for as long as it wants to be told. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls the listener, on a thread that it must not hold up, whenever something happens in the folder. */
    public Subscription watch(Path folder, Runnable listener) {
        synchronized (listeners) {
            try {
                var key = folder.register(watcher, kinds);
                listeners
                        .computeIfAbsent(key, _ -> new CopyOnWriteArrayList<>())
                        .add(listener);
                return () -> forget(key, listener);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void forget(WatchKey key, Runnable listener) {
        synchronized (listeners) {
            var ofFolder = listeners.get(key);
            if (ofFolder != null && ofFolder.remove(listener) && ofFolder.isEmpty()) {
                listeners.remove(key);
                key.cancel();
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                var key = watcher.take();
                key.pollEvents();
                key.reset();
                listeners.getOrDefault(key, List.of()).forEach(Runnable::run);
            }
        } catch (ClosedWatchServiceException e) {
            // Closed: nobody listens any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}
