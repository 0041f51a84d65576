package dev.trainyard.cluster.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:10Z");

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = folder.resolve("log");
        Files.writeString(folder.resolve("log.1"), "2026-11-23T10:00:00.000000001Z stdout F oldest\n");
        Files.writeString(log, """
                2026-11-23T10:00:01Z stdout P long\s
                2026-11-23T10:00:02Z stdout F line
                2026-11-23T10:00:03Z stderr F
                2026-11-23T10:00:09Z stderr F last
                """.replace("stderr F\n", "stderr F \n"));
    }

    @Test
    void joinsWhatTheContainerWrote() throws IOException {
        assertThat(read("")).isEqualTo("oldest\nlong line\n\nlast\n");
    }

    @Test
    void givesTheLastLines() throws IOException {
        assertThat(read("tailLines=3")).isEqualTo("long line\n\nlast\n");
        assertThat(read("tailLines=0")).isEmpty();
        assertThat(read("tailLines=100")).isEqualTo("oldest\nlong line\n\nlast\n");
        assertThat(new ContainerLog(log).lastLines(1)).isEqualTo("last\n");
    }

    @Test
    void givesTimesAndBounds() throws IOException {
        assertThat(read("timestamps=true&tailLines=1")).isEqualTo("2026-11-23T10:00:09Z last\n");
        assertThat(read("sinceSeconds=5")).isEqualTo("last\n");
        assertThat(read("sinceTime=2026-11-23T10:00:03Z")).isEqualTo("\nlast\n");
        assertThat(read("limitBytes=8")).isEqualTo("oldest\nl");
    }

    @Test
    void followsAcrossARotation() throws IOException {
        var steps = new ArrayDeque<List<String>>(List.of(List.of("one"), List.of("rotate", "two"), List.of("end")));
        var ended = new boolean[1];
        var out = new ByteArrayOutputStream();

        new ContainerLog(log).copy(LogRequest.parse("follow=true&tailLines=1", NOW), out, () -> ended[0], () -> {
            for (var step : steps.removeFirst()) {
                switch (step) {
                    case "rotate" -> Files.move(log, folder.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
                    case "end" -> ended[0] = true;
                    case String line ->
                        Files.writeString(
                                log,
                                "2026-11-23T10:00:10Z stdout F " + line + "\n",
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                }
            }
        });

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("last\none\ntwo\n");
    }

    @Test
    void isEmptyWhereNothingWasWritten() throws IOException {
        var out = new ByteArrayOutputStream();
        new ContainerLog(folder.resolve("none")).copy(LogRequest.parse("", NOW), out, () -> true, () -> {});
        assertThat(out.size()).isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> LogRequest.parse("tailLines=-1", NOW)).hasMessageContaining("tailLines");
        assertThatThrownBy(() -> LogRequest.parse("sinceTime=yesterday", NOW)).hasMessageContaining("sinceTime");
    }

    private String read(String query) throws IOException {
        var out = new ByteArrayOutputStream();
        new ContainerLog(log).copy(LogRequest.parse(query, NOW), out, () -> true, () -> {});
        return out.toString(StandardCharsets.UTF_8);
    }
}
