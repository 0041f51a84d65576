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
    void breaksBetweenThings() {
        assertThat(Line.of(THINGS, "   ", "       ", 33)).isEqualTo("Next:  logs   artifacts get\n       down");
        assertThat(Line.of(THINGS, "   ", "       ", 5)).isEqualTo("Next:  logs\n       artifacts get\n       down");
    }
}
