package dev.trainyard.cluster.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void aMessageChangesNoTerminal() {
        assertThat(Printable.of("модель 🙂\t\u001b[2Jx\r\ny\u009b\u202e\u0000"))
                .isEqualTo("модель 🙂\t\\u001b[2Jx\\u000d\ny\\u009b\\u202e\\u0000");
        assertThat(Printable.of("")).isEmpty();
    }

    @Test
    void soDoesNoErrorOfTheServer() {
        var subject = new Subject("", "pods", "a\u001b]0;title\u0007");

        assertThat(ApiException.notFound(subject).status().path("message").asText())
                .isEqualTo("pods \"a\\u001b]0;title\\u0007\" not found");
    }
}
