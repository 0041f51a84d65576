package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the command that is asked for is built; whoever asks must not notice. */
class TrainyardTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"up", "get", "artifacts", "node"})
    void aCommandHasItsHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(said()).contains("Usage: trainyard " + command);
    }

    @Test
    void helpListsAllCommands() {
        assertThat(run("--help")).isZero();
        assertThat(said()).contains("demo", "up", "artifacts", "apiserver", "operator");
    }

    @Test
    void aTypingErrorIsAnsweredFromAllCommands() {
        assertThat(run("staus")).isEqualTo(2);
        assertThat(said()).contains("Did you mean", "status");
    }

    private int run(String... args) {
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Trainyard.of(new Shell(out, out, Map.of(), new Home(folder), 0, "trainyard"), args)
                .execute(args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
