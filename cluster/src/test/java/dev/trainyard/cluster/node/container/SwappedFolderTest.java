package dev.trainyard.cluster.node.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.image.Interpreters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pod swaps a folder of its volume for a link out of it, between the look at a path and its use: the class of
 * CVE-2021-25741 for what is mounted, of CVE-2021-30465 for where.
 */
class SwappedFolderTest {
    private static final int CONTAINERS = 70;
    private static final int LOOKS = 20_000;

    @TempDir
    Path folder;

    private Path volume;
    private Path outside;
    private Process swapping;

    @BeforeEach
    void swap() throws IOException, InterruptedException {
        outside = open(folder.resolve("outside"));
        Files.writeString(open(outside.resolve("inner")).resolve("secret"), "the host's");
        volume = open(folder.resolve("volume"));
        open(open(volume.resolve("a")).resolve("inner"));
        Files.createSymbolicLink(volume.resolve("b"), outside);
        swapping = new ProcessBuilder(python(), script("swap.py"), volume.toString()).start();
        assertThat(swapping.inputReader().readLine()).isEqualTo("swapping");
    }

    @AfterEach
    void stop() throws InterruptedException {
        swapping.destroyForcibly().waitFor();
    }

    @ParameterizedTest
    @MethodSource("dev.trainyard.cluster.node.container.Starter#all")
    void noContainerGetsOut(Starter starter) throws IOException, InterruptedException {
        var containers = new TestContainers(starter, folder);
        var other = starter.folder(folder.resolve("other"));
        var mounts = List.of(
                Mount.writable(volume, "/volume"),
                Mount.part(volume, "a/inner", "/part", false),
                Mount.writable(other, "/volume/a/inner/here"));
        var refusals = new ArrayList<String>();
        var seen = new ArrayList<String>();

        for (var number = 0; number < CONTAINERS; number++) {
            var result =
                    containers.run(starter.usual(), mounts, "sh", "-c", "echo began; ls /part; touch /part/" + number);
            seen.addAll(result.lines());
            if (result.launch() instanceof Launch.Refused refused) {
                refusals.add(refused.message());
            }
        }

        assertThat(seen).as(refusals.toString()).contains("began").doesNotContain("secret");
        assertThat(refusals).contains("subPath \"a/inner\" leads out of the volume");
        assertThat(outside.resolve("inner").toFile().list()).containsExactly("secret");
        assertThat(outside.toFile().list()).containsExactly("inner");
    }

    @Test
    void noLookLeadsOut() throws IOException, InterruptedException {
        new Shim(Interpreters.forTools(), folder.resolve("shim"));

        var process = new ProcessBuilder(
                        python(),
                        script("find.py"),
                        folder.resolve("shim").toString(),
                        volume.toString(),
                        Integer.toString(LOOKS))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("found refused\n");
        assertThat(outside.resolve("inner").toFile().list()).containsExactly("secret");
    }

    /** A folder that anybody may write in. */
    private static Path open(Path path) throws IOException {
        Files.createDirectory(path);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String python() throws InterruptedException {
        return Interpreters.forTools().orElseThrow().toString();
    }

    private String script(String name) throws IOException {
        try (var script = Objects.requireNonNull(SwappedFolderTest.class.getResourceAsStream(name))) {
            var file = folder.resolve(name);
            Files.copy(script, file);
            return file.toString();
        }
    }
}
