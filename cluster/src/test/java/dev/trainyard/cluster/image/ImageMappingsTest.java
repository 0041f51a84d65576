package dev.trainyard.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMappingsTest {
    @TempDir
    Path home;

    private Path own;
    private ImageMappings mappings;

    @BeforeEach
    void open() {
        own = home.resolve("images.yaml");
        mappings = new ImageMappings(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tensorflow/tensorflow:2.21.0             | tensorflow-cpu==2.21.0, tensorflow==2.21.0",
                "docker.io/tensorflow/tensorflow:2.21.0   | tensorflow-cpu==2.21.0, tensorflow==2.21.0",
                "tensorflow/tensorflow:2.21.0-gpu         | tensorflow[and-cuda]==2.21.0",
                "tensorflow/tensorflow:2.21.0-gpu-jupyter | tensorflow[and-cuda]==2.21.0",
                "pytorch/pytorch:2.9.1                    | torch==2.9.1",
                "pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime | torch==2.9.1",
                "amazon/aws-cli:2.31.0                    | awscli",
            })
    void knowsTheUsualImages(String image, String firstRequirement) throws ImageProblem {
        var match = mappings.find(image);
        var recipe =
                PythonRecipe.of(java.util.Objects.requireNonNull(match.mapping().python()), match.values());

        assertThat(String.join(", ", recipe.requirements().getFirst())).isEqualTo(firstRequirement);
    }

    @Test
    void prefersTheUsersOwn() throws IOException, ImageProblem {
        Files.writeString(own, "- image: tensorflow/tensorflow:{v}\n  host: {}\n");

        assertThat(mappings.find("tensorflow/tensorflow:1").mapping().host()).isNotNull();
    }

    @Test
    void saysWhichLinesToAdd() {
        assertThatThrownBy(() -> mappings.find("nginx:1.29"))
                .hasMessageContaining(own.toString())
                .hasMessageContaining("{image: \"nginx:1.29\", python: {requirements: [numpy]}}");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        for (var text : List.of(
                "image: x",
                "- image: x",
                "- {image: x, host: {}, uploader: {}}",
                "- [",
                "- {image: x, hots: {}}",
                "[".repeat(20_000),
                "- {image: x, host: " + "{a: ".repeat(20_000),
                "- {image: x, host: {}, entrypoint: python3}",
                "- {image: x, host: {}, cmd: [a, ~]}",
                "- {image: x, host: {}, env: {A: ~}}",
                "- {image: x, host: {}, user: nobody}",
                "- {image: x, host: {}, workingDir: here}")) {
            Files.writeString(own, text);
            assertThatThrownBy(() -> mappings.find("x"))
                    .as(text)
                    .isInstanceOf(ImageProblem.class)
                    .hasMessageContaining(own.toString());
        }
    }

    @Test
    void sourceCodeIsNamedOnlyWhereItsSetupCodeMayRun() throws ImageProblem {
        for (var requirement : List.of("git+https://example.com/a.git", "a @ https://example.com/a.zip", "./a", "..")) {
            assertThatThrownBy(() -> PythonRecipe.of(
                            new ImageMapping.PythonSource(List.of("{what}"), null, false), Map.of("what", requirement)))
                    .as(requirement)
                    .isInstanceOf(ImageProblem.class)
                    .hasMessageContaining("sourceDistributions: true");
            assertThat(PythonRecipe.of(new ImageMapping.PythonSource(List.of(requirement), null, true), Map.of())
                            .requirements())
                    .containsExactly(List.of(requirement));
        }
        assertThat(PythonRecipe.of(new ImageMapping.PythonSource(List.of("/wheels/a-1.whl"), null, false), Map.of())
                        .requirements())
                .hasSize(1);
    }

    @Test
    void anEntryOverridesTheConfigOfItsKind() throws IOException, ImageProblem {
        Files.writeString(own, """
                - image: team/{what}:{version}
                  host: {}
                  entrypoint: [python3, "/opt/{what}.py"]
                  cmd: [--release, "{version}"]
                  env: {RELEASE: "{version}", DEBUG: 1}
                  user: 1000:100
                  workingDir: /opt/{what}
                """);

        var images = new Images(own, home.resolve("cache"), Optional.empty());

        assertThat(images.present("team/train:3").orElseThrow().config())
                .isEqualTo(new ImageConfig(
                        List.of("python3", "/opt/train.py"),
                        List.of("--release", "3"),
                        Map.of("PATH", Images.SYSTEM_PATH, "RELEASE", "3", "DEBUG", "1"),
                        Optional.of(new ImageConfig.User(1000, Optional.of(100L))),
                        Optional.of("/opt/train")));
    }

    @Test
    void aNewEntrypointDropsTheArgumentsOfTheOldOne() {
        var before = new ImageConfig(List.of("a"), List.of("b"), Map.of(), Optional.empty(), Optional.empty());

        var words = before.overriddenBy(ImageConfig.of(Map.of()).withEntrypoint(List.of("c")));
        var args = before.overriddenBy(
                new ImageConfig(List.of(), List.of("d"), Map.of(), Optional.empty(), Optional.empty()));

        assertThat(words.entrypoint()).containsExactly("c");
        assertThat(words.cmd()).isEmpty();
        assertThat(args.entrypoint()).containsExactly("a");
        assertThat(args.cmd()).containsExactly("d");
    }

    @Test
    void noBuiltInImageRunsABarePython() throws ImageProblem {
        for (var image : List.of("python:3.12", "pytorch/pytorch:2.9.1", "tensorflow/tensorflow:2.21.0")) {
            var config = mappings.find(image).config();
            assertThat(config.entrypoint()).as(image).isEmpty();
            assertThat(config.cmd()).as(image).isEmpty();
        }
        assertThat(mappings.find("amazon/aws-cli:2.31.0").config().entrypoint()).containsExactly("aws");
    }

    @Test
    void placeholdersStopAtSlashAndColon() {
        var mapping = new ImageMapping("a/{name}:{tag}", null, null, null, null, null, null, null, null);

        assertThat(mapping.match("a/b:c")).hasValue(Map.of("name", "b", "tag", "c"));
        assertThat(mapping.match("a/b/c:d")).isEmpty();
        assertThat(mapping.match("a/b")).isEmpty();
    }
}
