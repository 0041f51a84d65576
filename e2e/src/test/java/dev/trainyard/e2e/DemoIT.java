package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The first command that a person types, as a script would see it. */
@OnCluster
@Tag("tensorflow")
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "local")
class DemoIT {
    /** What a run tells in this order, with other lines between. */
    private static final List<String> STORY = List.of(
            "Local cluster is up already at https://127\\.0\\.0\\.1:\\d+ +kubectl: export KUBECONFIG=\\S+/kubeconfig",
            "TFJob digits",
            "  chief-0 +Running +epoch \\d/8  loss 0\\.\\d+  accuracy 0\\.\\d+",
            "  uploader +━━━━━━━━━━ 11 files  0\\.2 MiB",
            "Succeeded in \\S+ s\\.  Artifacts in s3://artifacts/default/digits/[0-9a-f-]{36}/",
            "  manifest\\.json  .*model/saved_model\\.pb.*",
            "Next:  .* logs digits   .* artifacts get digits \\./out   kubectl get tfjob digits -o yaml   .* down",
            " +your own script: examples/your-own/README\\.md");

    @TempDir
    private Path folder;

    @Test
    void trainsAModelThatIsSafeAndDoesSoAgain(Scenario scenario) throws IOException {
        var cluster = (LocalCluster) scenario.cluster();

        tellsTheStory(cluster.trainyard("demo"));
        var first = job(scenario);
        var saved = Artifacts.of(cluster.store(), first);
        assertThat(saved.outcome()).isEqualTo("Succeeded");
        assertThat(saved.files()).containsKey("model/saved_model.pb");
        assertThat(containers(scenario, "digits-chief-0")).contains("uploader");
        assertThat(containers(scenario, "digits-worker-0")).doesNotContain("uploader");

        var fetched = cluster.trainyard(
                "artifacts", "get", "digits", folder.resolve("out").toString());
        assertThat(fetched.code()).as(fetched.output()).isZero();
        assertThat(fetched.output()).endsWith("checksums verified.\n");
        scenario.create(Files.readString(Prediction.EXAMPLE.resolve("configmap.yaml")));
        assertThat(Prediction.ofFetched(scenario, folder.resolve("out"))).matches(Prediction.GOOD);

        tellsTheStory(cluster.trainyard("demo"));
        assertThat(job(scenario).getMetadata().getUid())
                .isNotEqualTo(first.getMetadata().getUid());
        assertThat(Artifacts.of(cluster.store(), first).manifest()).isEqualTo(saved.manifest());
    }

    private static void tellsTheStory(Answer answer) {
        assertThat(answer.code()).as(answer.output()).isZero();
        assertThat(answer.output()).as("plain lines").doesNotContain("\u001b", "\r");
        var lines = answer.lines().iterator();
        for (var expected : STORY) {
            var pattern = Pattern.compile(expected);
            var found = false;
            while (!found && lines.hasNext()) {
                found = pattern.matcher(lines.next()).matches();
            }
            assertThat(found)
                    .as("%s, in its place, in:%n%s", expected, answer.output())
                    .isTrue();
        }
        assertThat(lines).as("what is said after that").isExhausted();
    }

    private static TFJob job(Scenario scenario) {
        return scenario.client()
                .resources(TFJob.class)
                .inNamespace("default")
                .withName("digits")
                .require();
    }

    private static List<String> containers(Scenario scenario, String pod) {
        return scenario
                .client()
                .pods()
                .inNamespace("default")
                .withName(pod)
                .require()
                .getSpec()
                .getContainers()
                .stream()
                .map(Container::getName)
                .toList();
    }
}
