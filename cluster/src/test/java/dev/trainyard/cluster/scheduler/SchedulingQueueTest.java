package dev.trainyard.cluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SchedulingQueueTest {
    /** A moment so long ago that any back-off from it is over. */
    private final long longAgo = System.nanoTime() - Duration.ofHours(1).toNanos();

    private final SchedulingQueue queue = new SchedulingQueue();

    @Test
    void priorityComesFirstThenAge() throws InterruptedException {
        queue.add("young", 0, "2026-11-23T10:00:01Z");
        queue.add("old", 0, "2026-11-23T10:00:00Z");
        queue.add("urgent", 100, "2026-11-23T10:00:02Z");

        assertThat(queue.take().pod()).isEqualTo("urgent");
        assertThat(queue.take().pod()).isEqualTo("old");
        assertThat(queue.take().pod()).isEqualTo("young");
    }

    @Test
    void aParkedPodWaitsForAChange() throws InterruptedException {
        queue.add("pod", 0, "");
        queue.park(queue.take(), longAgo);
        queue.add("other", 0, "");
        assertThat(queue.take().pod()).isEqualTo("other");

        queue.moveAll();

        assertThat(queue.take().pod()).isEqualTo("pod");
    }

    @Test
    void aChangeDuringTheAttemptIsNotLost() throws InterruptedException {
        queue.add("pod", 0, "");
        var attempt = queue.take();
        queue.moveAll();

        queue.park(attempt, longAgo);

        assertThat(queue.take().pod()).isEqualTo("pod");
    }

    @Test
    void aChangeOfThePodItselfDuringTheAttemptIsNotLost() throws InterruptedException {
        queue.add("pod", 0, "");
        var attempt = queue.take();
        queue.add("pod", 0, "");

        queue.park(attempt, longAgo);

        assertThat(queue.take().pod()).isEqualTo("pod");
    }

    @Test
    void aPodThatHasGoneDoesNotComeBack() throws InterruptedException {
        queue.add("gone", 0, "");
        var attempt = queue.take();
        queue.forget("gone");

        queue.retry(attempt, longAgo);
        queue.add("next", 0, "");

        assertThat(queue.take().pod()).isEqualTo("next");
    }
}
