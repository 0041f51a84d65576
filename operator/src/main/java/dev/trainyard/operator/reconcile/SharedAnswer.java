package dev.trainyard.operator.reconcile;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The answer to a question that many ask at once. Each gets an answer to a question that was put after it asked, so
 * that no answer is older than the reason to ask; all that wait for the same one share it.
 */
final class SharedAnswer<T> {
    private final Supplier<T> question;
    private final ReentrantLock underWay = new ReentrantLock();
    private final Object guard = new Object();
    private Optional<CompletableFuture<T>> next = Optional.empty();

    SharedAnswer(Supplier<T> question) {
        this.question = question;
    }

    /**
     * Waits for the answer.
     *
     * @throws RuntimeException what the question threw
     */
    T get() {
        CompletableFuture<T> answer;
        boolean mine;
        synchronized (guard) {
            mine = next.isEmpty();
            answer = next.orElseGet(CompletableFuture::new);
            next = Optional.of(answer);
        }
        if (mine) {
            put(answer);
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void put(CompletableFuture<T> answer) {
        underWay.lock();
        try {
            // Who asks from now on may have a reason that this question is too early for.
            synchronized (guard) {
                next = Optional.empty();
            }
            answer.complete(question.get());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            underWay.unlock();
        }
    }
}
