package dev.trainyard.cluster.node.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells when a container's exit has been written down, without asking again and again. */
public final class ExitWatch implements AutoCloseable {
    private final WatchService watcher;
    private final Map<WatchKey, Runnable> listeners = new ConcurrentHashMap<>();

    public ExitWatch() throws IOException {
        watcher = FileSystems.getDefault().newWatchService();
        Thread.ofVirtual().name("container-exits").start(this::listen);
    }

    /**
     * Calls the listener whenever a file of the folder appears, until the container has been {@link #forget forgotten}.
     */
    public WatchKey watch(Path folder, Runnable listener) {
        try {
            var key = folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            listeners.put(key, listener);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void forget(WatchKey key) {
        listeners.remove(key);
        key.cancel();
    }

    private void listen() {
        try {
            while (true) {
                var key = watcher.take();
                key.pollEvents();
                key.reset();
                var listener = listeners.get(key);
                if (listener != null) {
                    listener.run();
                }
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
