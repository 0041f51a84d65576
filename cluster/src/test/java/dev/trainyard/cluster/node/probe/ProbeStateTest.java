package dev.trainyard.cluster.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeStateTest {
    @Test
    void changesItsVerdictOnlyAfterEnoughOfAKindInARow() {
        var state = ProbeState.INITIAL;
        var answers = new boolean[] {true, false, false, true, false, false, false, true};
        var verdicts = new StringBuilder();
        for (var answer : answers) {
            state = state.after(answer, 1, 3);
            verdicts.append(state.verdict().map(passed -> passed ? "+" : "-").orElse("?"));
        }

        assertThat(verdicts).hasToString("++++++-+");
    }

    @Test
    void hasNoVerdictBeforeTheFirstThreshold() {
        assertThat(ProbeState.INITIAL.after(false, 1, 2).verdict()).isEqualTo(Optional.empty());
        assertThat(ProbeState.INITIAL.after(true, 2, 2).after(true, 2, 2).verdict())
                .contains(true);
    }
}
