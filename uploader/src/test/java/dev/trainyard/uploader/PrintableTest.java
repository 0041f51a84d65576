package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void leavesWords() {
        assertThat(Printable.of("\"модель 模型 🙂\"\tis not uploaded")).isEqualTo("\"модель 模型 🙂\"\tis not uploaded");
    }

    @Test
    void forgesNoLineAndChangesNoTerminal() {
        assertThat(Printable.of("a\nuploaded files=1\r\u001b]0;title\u0007\u009b2J\u202etxt"))
                .isEqualTo("a\\u000auploaded files=1\\u000d\\u001b]0;title\\u0007\\u009b2J\\u202etxt");
    }
}
