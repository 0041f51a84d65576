package dev.trainyard.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {
    @Test
    void severalDocumentsAndLists() {
        var objects = Manifests.parse("""
                # only a comment
                ---
                {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: value}}
                ---
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: Secret, metadata: {name: b}}
                """, "file");
        assertThat(objects).extracting(object -> object.getMetadata().getName()).containsExactly("a", "b");
        assertThat(objects.getFirst().<String>get("data", "key")).isEqualTo("value");
    }

    @Test
    void aFieldThatWeDoNotKnowIsKept() {
        var job = Manifests.parse(
                        "{apiVersion: kubeflow.org/v1, kind: TFJob, metadata: {name: a}, spec: {tfReplicaSpec: {}}}",
                        "f")
                .getFirst();
        assertThat(job.getAdditionalProperties().toString()).contains("tfReplicaSpec");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: [                                   | f is no YAML
            hello                                  | it has no apiVersion
            {kind: TFJob}                          | it has no apiVersion
            {apiVersion: v1}                       | it has no kind
            {apiVersion: v1, kind: Pod}            | f holds a Pod without metadata.name
            """)
    void whatIsNoManifest(String text, String message) {
        assertThatThrownBy(() -> Manifests.parse(text, "f"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTextThatIsNestedTooDeep() {
        for (var text : List.of("[".repeat(20_000), "a: " + "{a: ".repeat(20_000), "- ".repeat(20_000))) {
            assertThatThrownBy(() -> Manifests.parse(text, "f"))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("f is no YAML: it is nested more than");
        }
    }

    @Test
    void aFileWithoutAnEnd() {
        assertThatThrownBy(() -> Manifests.read(Path.of("/dev/zero")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("/dev/zero is longer than 16 MiB");
    }

    @Test
    void noFile() {
        assertThatThrownBy(() -> Manifests.read(Path.of("/nonexistent/job.yaml")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no such file");
    }
}
