package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {
    @Test
    void oneKeyIsNeverWorkedOnTwiceAtOnceAndAdditionsMeanwhileCountOnce() throws InterruptedException {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var times = new LinkedBlockingQueue<String>();
        var firstIsIn = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var queue = new WorkQueue<String>(
                key -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    firstIsIn.countDown();
                    goOn.await();
                    atOnce.decrementAndGet();
                    times.add(key);
                    return Optional.empty();
                },
                4)) {
            queue.open();
            queue.add("a");
            firstIsIn.await();
            for (int i = 0; i < 10; i++) {
                queue.add("a");
            }
            goOn.countDown();
            assertThat(times.take()).isEqualTo("a");
            assertThat(times.take()).isEqualTo("a");
            queue.add("b");
            // Anything left of the ten would have come before b.
            assertThat(times.take()).isEqualTo("b");
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void whatWasAddedBeforeItIsOpenedIsWorkedOnThen() throws InterruptedException {
        var worked = new LinkedBlockingQueue<String>();
        var opened = new AtomicBoolean();
        try (var queue = new WorkQueue<String>(
                key -> {
                    worked.add(key + (opened.get() ? " after" : " before"));
                    return Optional.empty();
                },
                1)) {
            queue.add("a");
            opened.set(true);
            queue.open();
            assertThat(worked.take()).isEqualTo("a after");
        }
        assertThat(worked).isEmpty();
    }

    @Test
    void aFailureIsTriedAgain() throws InterruptedException {
        var tries = new AtomicInteger();
        var done = new CountDownLatch(1);
        try (var queue = new WorkQueue<String>(
                _ -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new TryAgain("not yet");
                    }
                    done.countDown();
                    return Optional.empty();
                },
                1)) {
            queue.open();
            queue.add("a");
            done.await();
        }
        assertThat(tries).hasValue(3);
    }

    /** A job that uses up the stack, as a pattern of its own can do, is the trouble of this job alone. */
    @Test
    void anErrorCostsNoWorker() throws InterruptedException {
        var worked = new LinkedBlockingQueue<String>();
        try (var queue = new WorkQueue<String>(
                key -> {
                    if (worked.add(key) && key.equals("bad")) {
                        throw new StackOverflowError();
                    }
                    return Optional.empty();
                },
                1)) {
            queue.open();
            queue.add("bad");
            assertThat(worked.take()).isEqualTo("bad");
            queue.add("good");
            var next = worked.take();
            assertThat(next.equals("bad") ? worked.take() : next).isEqualTo("good");
        }
    }

    @Test
    void theNextLookComesByItself() throws InterruptedException {
        var looks = new LinkedBlockingQueue<Integer>();
        var number = new AtomicInteger();
        try (var queue = new WorkQueue<String>(
                _ -> {
                    looks.add(number.incrementAndGet());
                    return number.get() < 3 ? Optional.of(Duration.ofMillis(1)) : Optional.empty();
                },
                1)) {
            queue.open();
            queue.add("a");
            assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void theFrontIsTakenFirstAndTheOthersStillGetTheirTurn() throws InterruptedException {
        var worked = new LinkedBlockingQueue<String>();
        try (var queue = new WorkQueue<String>(
                key -> {
                    worked.add(key);
                    return Optional.empty();
                },
                1)) {
            queue.add("old-1");
            queue.add("old-2");
            for (int i = 1; i <= 9; i++) {
                queue.addToFront("new-" + i);
            }
            queue.addToFront("old-2");
            queue.open();
            assertThat(take(worked, 11))
                    .containsExactly(
                            "new-1", "new-2", "new-3", "new-4", "new-5", "new-6", "new-7", "old-1", "new-8", "new-9",
                            "old-2");
        }
    }

    @Test
    void aLookThatMayWaitComesWithAnEarlierOne() throws InterruptedException {
        var worked = new LinkedBlockingQueue<String>();
        try (var queue = new WorkQueue<String>(
                key -> {
                    worked.add(key);
                    return Optional.empty();
                },
                1)) {
            queue.addWithin("a", Duration.ofHours(1));
            queue.open();
            queue.add("a");
            assertThat(worked.take()).isEqualTo("a");
            queue.addWithin("b", Duration.ofHours(1));
            queue.addWithin("b", Duration.ofMillis(1));
            queue.addWithin("b", Duration.ofHours(1));
            assertThat(worked.take()).isEqualTo("b");
        }
        assertThat(worked).isEmpty();
    }

    private static List<String> take(LinkedBlockingQueue<String> worked, int count) throws InterruptedException {
        var taken = new ArrayList<String>();
        while (taken.size() < count) {
            taken.add(worked.take());
        }
        return taken;
    }
}
