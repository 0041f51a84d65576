package dev.trainyard.cli.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {
    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final AtomicInteger columns = new AtomicInteger(40);
    private final Screen screen = Screen.on(new PrintStream(drawn, true, UTF_8), columns::get);

    @Test
    void drawsOverWhatItHasDrawn() {
        assertThat(show("epoch 1/8")).isEqualTo(picture("TFJob digits", "  chief-0   Running    epoch 1/8"));
        assertThat(show("epoch 2/8"))
                .isEqualTo("\u001b[2A" + picture("TFJob digits", "  chief-0   Running    epoch 2/8"));
        assertThat(show("epoch 2/8")).as("nothing has changed").isEmpty();
    }

    @Test
    void cutsALineThatIsLongerThanTheWindowIsWide() {
        assertThat(show("epoch 1/8  loss 0.123456789"))
                .isEqualTo(picture("TFJob digits", "  chief-0   Running    epoch 1/8  loss …"));
    }

    /** The terminal has broken the long line into two rows. */
    @Test
    void findsItsPictureAgainInAWindowThatHasBecomeNarrower() {
        show("epoch 1/8");
        columns.set(30);
        assertThat(show("epoch 2/8"))
                .isEqualTo("\u001b[3A" + picture("TFJob digits", "  chief-0   Running    epoch …"));
    }

    @Test
    void isNoneWhereThereIsNoTerminal() {
        columns.set(0);
        assertThat(Screen.on(new PrintStream(drawn, true, UTF_8), columns::get)).isInstanceOf(PlainScreen.class);
    }

    private String show(String detail) {
        drawn.reset();
        var chief = new JobView.Replica("chief-0", "Running", detail);
        screen.show(new JobView("TFJob", "digits", List.of(), List.of(chief), Optional.empty()));
        return drawn.toString(UTF_8);
    }

    private static String picture(String... lines) {
        var picture = new StringBuilder();
        for (var line : lines) {
            picture.append('\r')
                    .append(line)
                    .append(Screen.CLEAR_TO_END_OF_LINE)
                    .append('\n');
        }
        return picture.append("\u001b[J").toString();
    }
}
