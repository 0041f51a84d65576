package dev.trainyard.operator.reconcile;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last answer to a question that many ask. A caller says since when the answer must hold, and gets one to a
 * question that was put after that, and the question is put only if there is no such answer.
 */
final class SharedAnswer<T> {
    private record Answer<T>(T value, long asked) {}

    private final Supplier<T> question;
    private final LongSupplier nanoTime;
    private final ReentrantLock asking = new ReentrantLock();
    private Optional<Answer<T>> last = Optional.empty();

    /**
     * Asks nothing yet.
     *
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    SharedAnswer(Supplier<T> question, LongSupplier nanoTime) {
        this.question = question;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for the answer.
     *
     * @param since a time of the clock
     * @throws RuntimeException what the question throws; the next one asks again
     */
    T get(long since) {
        asking.lock();
        try {
            var known = last.filter(answer -> answer.asked() - since > 0);
            if (known.isPresent()) {
                return known.get().value();
            }
            long asked = nanoTime.getAsLong();
            var answer = new Answer<>(question.get(), asked);
            last = Optional.of(answer);
            return answer.value();
        } finally {
            asking.unlock();
        }
    }
}
