package dev.trainyard.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void everyColumnIsAsWideAsItsWidestWord() {
        assertThat(Table.lines(List.of(List.of("NAME", "STATE"), List.of("digits", "Running"), List.of("a", ""))))
                .containsExactly("NAME     STATE", "digits   Running", "a");
    }

    @Test
    void steersNoTerminal() {
        assertThat(Table.lines(List.of(List.of("NAME", "STATE"), List.of("a\u001b[2J", "x\ny"))))
                .containsExactly("NAME         STATE", "a\\u001b[2J   x\\u000ay");
    }
}
