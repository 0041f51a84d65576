package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void changesNoTerminalAndForgesNoLine() {
        assertThat(Printable.of("модель 🙂\t\u001b[2Jx\r\n\u009b\u202e"))
                .isEqualTo("модель 🙂\t\\u001b[2Jx\\u000d\\u000a\\u009b\\u202e");
        assertThat(Printable.lines("one\ntwo\u0007")).isEqualTo("one\ntwo\\u0007");
    }
}
