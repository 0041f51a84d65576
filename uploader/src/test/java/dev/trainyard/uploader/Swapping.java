package dev.trainyard.uploader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A trainer that puts a link in place of something, and the thing back, until it is closed. */
final class Swapping implements AutoCloseable {
    /** What is done before each swap. */
    @FunctionalInterface
    interface Before {
        void swap(int swaps) throws IOException;
    }

    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final AtomicInteger swaps = new AtomicInteger();
    private final CompletableFuture<Void> end;

    private Swapping(Path path, Path target, Path aside, Before before) {
        end = CompletableFuture.runAsync(
                () -> swap(path, target, aside, before),
                swap -> Thread.ofPlatform().start(swap));
    }

    /** @param aside where the thing is meanwhile */
    static Swapping of(Path path, Path target, Path aside) {
        return of(path, target, aside, _ -> {});
    }

    static Swapping of(Path path, Path target, Path aside, Before before) {
        return new Swapping(path, target, aside, before);
    }

    private void swap(Path path, Path target, Path aside, Before before) {
        while (goesOn.get()) {
            try {
                before.swap(swaps.get());
                Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.createSymbolicLink(path, target);
                Files.delete(path);
                Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                // It is not there yet, or the uploader has put something in its place.
                putBack(path, aside);
            }
            swaps.incrementAndGet();
        }
    }

    private static void putBack(Path path, Path aside) {
        try {
            if (Files.isSymbolicLink(path)) {
                Files.delete(path);
            }
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Nothing is aside, or the place is taken: what is aside stays there.
        }
    }

    void await(int more) {
        var until = swaps.get() + more;
        while (swaps.get() < until && !end.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        goesOn.set(false);
        end.join();
    }
}
