package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.store.StoreException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs transfers side by side, a few at a time: who hands over one too many waits. The first to fail ends it for all.
 */
final class Transfers implements AutoCloseable {
    private final int width;
    private final Semaphore places;
    private final ExecutorService threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Transfers(int width) {
        this.width = width;
        this.places = new Semaphore(width);
        this.threads = Executors.newFixedThreadPool(
                width, Thread.ofPlatform().name("transfer-", 0).daemon().factory());
    }

    @FunctionalInterface
    interface Transfer {
        void run() throws StoreException, InterruptedException;
    }

    void submit(Transfer transfer) throws StoreException, InterruptedException {
        places.acquire();
        if (failure.get() != null) {
            places.release();
            throwFailure();
        }
        threads.execute(() -> {
            try {
                transfer.run();
            } catch (Throwable e) {
                // Errors too: what has used up the memory must not count as sent.
                failure.compareAndSet(null, e);
            } finally {
                places.release();
            }
        });
    }

    /** Waits until all that were handed over have ended. */
    void await() throws StoreException, InterruptedException {
        places.acquire(width);
        places.release(width);
        throwFailure();
    }

    private void throwFailure() throws StoreException, InterruptedException {
        switch (failure.get()) {
            case null -> {}
            case StoreException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError("a transfer throws nothing else", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
