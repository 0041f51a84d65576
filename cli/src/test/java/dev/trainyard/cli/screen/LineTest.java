package dev.trainyard.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
    private static final List<String> THINGS = List.of("Next:  logs", "artifacts get", "down");

    @Test
    void isOneWhereThereIsRoomOrNoWindow() {
        assertThat(Line.of(THINGS, "   ", "       ", 0)).isEqualTo("Next:  logs   artifacts get   down");
        assertThat(Line.of(THINGS, "   ", "       ", 34)).isEqualTo("Next:  logs   artifacts get   down");
    }

    @Test
    void steersNoTerminal() {
        assertThat(Line.of(List.of("manifest.json", "a\u001b[2J\nb"), "  ", "", 0))
                .isEqualTo("manifest.json  a\\u001b[2J\\u000ab");
    }

    @Test
    void breaksBetweenThings() {
        assertThat(Line.of(THINGS, "   ", "       ", 33)).isEqualTo("Next:  logs   artifacts get\n       down");
        assertThat(Line.of(THINGS, "   ", "       ", 5)).isEqualTo("Next:  logs\n       artifacts get\n       down");
    }
}
