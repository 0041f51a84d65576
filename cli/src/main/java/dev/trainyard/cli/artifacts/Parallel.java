package dev.trainyard.cli.artifacts;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** The same for many, some at a time. */
final class Parallel {
    /** More connections to one store are seldom faster. */
    private static final int WIDTH = 8;

    private Parallel() {}

    /** Hands on each result as it comes. The first failure ends it all. */
    static <T, R> void forEach(List<T> items, Function<T, R> work, Consumer<R> told) {
        try (var threads =
                Executors.newFixedThreadPool(WIDTH, Thread.ofVirtual().factory())) {
            var results = new ExecutorCompletionService<R>(threads);
            items.forEach(item -> results.submit(() -> work.apply(item)));
            try {
                for (int i = 0; i < items.size(); i++) {
                    told.accept(results.take().get());
                }
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                switch (failed.getCause()) {
                    case RuntimeException thrown -> throw thrown;
                    case null, default -> throw new IllegalStateException(failed);
                }
            } catch (InterruptedException stopped) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped", stopped);
            }
        }
    }
}
