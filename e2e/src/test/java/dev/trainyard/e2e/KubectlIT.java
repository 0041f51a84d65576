package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same with the tool that people have. */
@OnCluster
@EnabledIf(value = "hasKubectl", disabledReason = "there is no kubectl on PATH")
class KubectlIT {
    @Test
    void aJobIsAppliedFollowedAndDeleted(Scenario scenario) {
        scenario.createArtifactStore();
        var manifest =
                QuickJob.chief("applied", "Never", "echo hello; echo weights > /output/model; touch /output/DONE");

        assertThat(kubectl(scenario, manifest, "apply", "-f", "-").output())
                .isEqualTo("tfjob.kubeflow.org/applied created\n");
        assertThat(kubectl(scenario, "", "wait", "tfjob/applied", "--for=condition=Succeeded", "--timeout=180s"))
                .satisfies(answer -> assertThat(answer.code()).isZero())
                // kubectl may grumble that its watch has ended, after it has seen what it waited for.
                .satisfies(
                        answer -> assertThat(answer.output()).endsWith("tfjob.kubeflow.org/applied condition met\n"));
        assertThat(kubectl(scenario, "", "get", "tfjobs").output().lines())
                .hasSize(2)
                .satisfiesExactly(
                        header -> assertThat(header.split(" +")).containsExactly("NAME", "STATE", "AGE"),
                        row -> assertThat(row).startsWith("applied   Succeeded"));
        assertThat(kubectl(scenario, "", "logs", "applied-chief-0", "-c", "tensorflow")
                        .output())
                .isEqualTo("hello\n");
        assertThat(kubectl(scenario, manifest, "apply", "-f", "-").output())
                .isEqualTo("tfjob.kubeflow.org/applied unchanged\n");
        assertThat(kubectl(scenario, "", "describe", "tfjob", "applied").output())
                .contains("Type:                  Succeeded");
        assertThat(kubectl(scenario, "", "delete", "tfjob", "applied").code()).isZero();
        assertThat(kubectl(scenario, "", "get", "tfjob", "applied").output()).contains("NotFound");
    }

    @Test
    void aFieldThatDoesNotExistIsNamed(Scenario scenario) {
        var manifest = QuickJob.chief("misspelt", "Never", "true").replace("Chief: {", "Chief: {\"replica\": 2, ");

        assertThat(kubectl(scenario, manifest, "apply", "-f", "-"))
                .satisfies(answer -> assertThat(answer.code()).isNotZero())
                .satisfies(answer ->
                        assertThat(answer.output()).contains("unknown field \"spec.tfReplicaSpecs.Chief.replica\""));
    }

    /** Everything of the example but its image, which has a kubectl such as this one in it. */
    @Test
    @EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
    void aCronJobCreatesTrainingJobs(Scenario scenario) throws IOException {
        var example = Files.readString(Path.of("..", "examples", "cronjob", "cronjob.yaml"));
        assertThat(kubectl(scenario, example, "apply", "-f", "-").output())
                .contains("cronjob.batch/digits-cron created");
        assertThat(kubectl(scenario, "", "create", "job", "--from=cronjob/digits-cron", "now")
                        .code())
                .isZero();
        var pod = scenario.client()
                .pods()
                .withLabel("job-name", "now")
                .waitUntilCondition(Objects::nonNull, 60, TimeUnit.SECONDS);
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("digits-cron");

        var files =
                scenario.client().configMaps().withName("digits-cron").require().getData();
        var manifest = Objects.requireNonNull(files.get("tfjob.yaml"));
        var container = pod.getSpec().getContainers().getFirst();
        assertThat(container.getCommand()).startsWith("kubectl", "create", "-f");
        assertThat(kubectl(scenario, manifest, "create", "-f", "-").output())
                .matches("tfjob.kubeflow.org/digits-cron-\\w+ created\n");
        scenario.client()
                .pods()
                .withLabel("training.kubeflow.org/replica-type", "chief")
                .waitUntilCondition(Objects::nonNull, 60, TimeUnit.SECONDS);
    }

    static boolean hasKubectl() {
        try {
            return new ProcessBuilder("kubectl", "version", "--client")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static Answer kubectl(Scenario scenario, String input, String... arguments) {
        var command = new ArrayList<>(List.of(
                "kubectl", "--kubeconfig=" + scenario.cluster().kubeconfig(), "--namespace=" + scenario.namespace()));
        command.addAll(List.of(arguments));
        return Answer.of(command, Map.of(), input);
    }
}
