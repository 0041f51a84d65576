package dev.trainyard.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    @Test
    void linesWithoutTheirLineFeeds() throws IOException {
        assertThat(all(new StringReader("one\n\n10%\r100%\r\n\r\nlast")))
                .containsExactly("one", "", "10%", "100%", "", "last");
    }

    @Test
    void keepsTheEndOfALineThatIsTooLong() throws IOException {
        var line = "x".repeat(5 * LogLines.LONGEST) + "loss 0.1";
        assertThat(all(new StringReader(line + "\nnext")))
                .containsExactly("x".repeat(LogLines.LONGEST - "loss 0.1".length()) + "loss 0.1", "next");
    }

    private static List<String> all(Reader log) throws IOException {
        var read = new LogLines(log);
        var lines = new ArrayList<String>();
        for (var line = read.next(); line.isPresent(); line = read.next()) {
            lines.add(line.get());
        }
        return lines;
    }
}
