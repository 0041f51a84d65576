package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {
    private final AtomicLong clock = new AtomicLong(10);
    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void anAnswerIsSharedByAllWhoseReasonToAskIsOlderThanTheQuestion() {
        var answer = new SharedAnswer<>(questions::incrementAndGet, clock::get);

        assertThat(answer.get(3)).isEqualTo(1);
        clock.set(20);
        assertThat(answer.get(9)).isEqualTo(1);
        assertThat(answer.get(10)).isEqualTo(2);
        assertThat(answer.get(19)).isEqualTo(2);
        assertThat(answer.get(20)).isEqualTo(3);
    }

    @Test
    void aQuestionThatFailsIsPutAgain() {
        var answer = new SharedAnswer<>(
                () -> {
                    if (questions.incrementAndGet() == 1) {
                        throw new IllegalStateException("no");
                    }
                    return "yes";
                },
                clock::get);

        assertThatThrownBy(() -> answer.get(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(answer.get(3)).isEqualTo("yes");
    }
}
