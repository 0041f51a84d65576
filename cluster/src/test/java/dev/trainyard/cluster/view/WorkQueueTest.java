package dev.trainyard.cluster.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Test
    void aKeyThatWaitsIsLookedAtOnce() throws InterruptedException {
        try (var queue = new WorkQueue<String>("test", this::see)) {
            queue.add("a");
            queue.add("a");
            queue.add("b");
            queue.start();

            assertThat(next()).isEqualTo("a");
            assertThat(next()).isEqualTo("b");
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void theEarlierOfTwoTimesCounts() throws InterruptedException {
        try (var queue = new WorkQueue<String>("test", this::see)) {
            queue.addAfter("a", Duration.ofHours(1));
            queue.add("a");
            queue.start();

            assertThat(next()).isEqualTo("a");
        }
    }

    @Test
    void whatFailsIsTriedAgain() throws InterruptedException {
        var failures = new AtomicInteger(2);
        try (var queue = new WorkQueue<String>("test", key -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            return see(key);
        })) {
            queue.add("a");
            queue.start();

            assertThat(next()).isEqualTo("a");
            assertThat(failures).hasValue(-1);
        }
    }

    @Test
    void aRemovedKeyIsNotLookedAt() throws InterruptedException {
        try (var queue = new WorkQueue<String>("test", this::see)) {
            queue.add("a");
            queue.remove("a");
            queue.add("b");
            queue.start();

            assertThat(next()).isEqualTo("b");
        }
    }

    private Optional<Duration> see(String key) {
        seen.add(key);
        return Optional.empty();
    }

    private String next() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }
}
