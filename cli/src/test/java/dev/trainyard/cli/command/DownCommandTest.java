package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void aFolderThatIsNoHomeIsNotTouched() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "years of work");
        assertThat(down("--delete")).isEqualTo(1);
        assertThat(folder.resolve("thesis.tex")).hasContent("years of work");
        assertThat(folder).isDirectoryContaining("glob:**thesis.tex").isDirectoryNotContaining("glob:**.lock");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("is not the home of a local cluster");
    }

    @Test
    void aHomeIsDeletedAndWhatItLinksToIsNot() throws IOException {
        var elsewhere = Files.writeString(folder.resolve("elsewhere"), "kept");
        var home = Files.createDirectories(folder.resolve("home"));
        Files.createFile(home.resolve("cluster.lock"));
        Files.createSymbolicLink(home.resolve("link"), elsewhere);
        assertThat(run(home, "down", "--delete")).isZero();
        assertThat(home).doesNotExist();
        assertThat(elsewhere).hasContent("kept");
    }

    @Test
    void withoutACluster() {
        assertThat(run(folder.resolve("none"), "down", "--delete")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("was not up");
        assertThat(folder).isEmptyDirectory();
    }

    private int down(String option) {
        return run(folder, "down", option);
    }

    private int run(Path home, String... arguments) {
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Trainyard.of(new Shell(out, out, Map.of(), new Home(home), 0, "trainyard"))
                .execute(arguments);
    }
}
