package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedAnswerTest {
    @Test
    void whoAsksWhileAQuestionIsUnderWayWaitsForTheNextOneAndSharesIt() throws Exception {
        var questions = new AtomicInteger();
        var firstIsUnderWay = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var answer = new SharedAnswer<>(() -> {
            int number = questions.incrementAndGet();
            if (number == 1) {
                firstIsUnderWay.countDown();
                awaitUninterruptibly(goOn);
            }
            return number;
        });
        try (var threads = Executors.newCachedThreadPool()) {
            var first = threads.submit(answer::get);
            firstIsUnderWay.await();
            var asked = new CountDownLatch(10);
            var others = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 10; i++) {
                others.add(threads.submit(() -> {
                    asked.countDown();
                    return answer.get();
                }));
            }
            asked.await();
            goOn.countDown();

            assertThat(first.get()).isEqualTo(1);
            for (var other : others) {
                // One that was slow to ask may need a question of its own; none is content with the first.
                assertThat(other.get()).isGreaterThan(1);
            }
        }
    }

    @Test
    void aQuestionThatFailsFailsForThoseWhoWaitForItAndNotForTheNext() throws ExecutionException {
        var questions = new AtomicInteger();
        var answer = new SharedAnswer<>(() -> {
            if (questions.incrementAndGet() == 1) {
                throw new IllegalStateException("no");
            }
            return "yes";
        });
        assertThatThrownBy(answer::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(answer.get()).isEqualTo("yes");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
