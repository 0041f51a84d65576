package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line on a cluster that is up. */
@OnCluster
class CommandLineIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            logs none                    | Job none has no pods in namespace
            describe none                | There is no job none in namespace
            delete none                  | There is no job none in namespace
            artifacts ls none            | There is neither a job none in namespace
            artifacts get none ./none    | There is neither a job none in namespace
            artifacts ls none --run 1    | Job none has no run 1 in s3://
            """)
    void aJobThatIsNotThere(String command, String message, Scenario scenario) {
        scenario.createArtifactStore();

        var answer = trainyard(scenario, command.split(" "));

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines()).singleElement().asString().contains(message);
    }

    @Test
    void aNamespaceWithoutAStore(Scenario scenario) {
        var answer = trainyard(scenario, "artifacts", "ls", "none");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines()).singleElement().asString().contains("has no ArtifactStore");
    }

    @Test
    void aManifestThatTheServerRefusesLeavesNothing(Scenario scenario) throws IOException {
        var manifest = Files.writeString(
                folder.resolve("job.yaml"),
                """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: before}}
                ---
                """ + QuickJob.chief("wrong", "Never", "true").replace("Chief:", "Boss:"));

        var answer = trainyard(scenario, "run", "-f", manifest.toString());

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines()).singleElement().asString().contains("Boss");
        assertThat(scenario.client().configMaps().withName("before").get()).isNull();
    }

    @Test
    void aRunIsToldLineByLineAndItsExitCodeIsTheTrainers(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        var manifest = Files.writeString(
                folder.resolve("job.yaml"),
                QuickJob.chief("fails", "Never", "echo epoch 1/2 loss 0.5; echo weights > /output/model; exit 3"));

        var answer = trainyard(scenario, "run", "-f", manifest.toString());

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.output()).doesNotContain("\u001b", "\r");
        assertThat(answer.lines())
                .startsWith("TFJob fails")
                .anyMatch(line -> line.startsWith("Failed: "))
                .contains("  | epoch 1/2 loss 0.5")
                .last()
                .asString()
                .startsWith("Next:  ");
    }

    @Test
    void aJobThatRunsIsNotAppliedOver(Scenario scenario) throws IOException {
        scenario.create(QuickJob.chief("busy", "Never", "sleep 600"));
        var manifest = Files.writeString(folder.resolve("job.yaml"), QuickJob.chief("busy", "Never", "true"));

        var answer = trainyard(scenario, "run", "-f", manifest.toString());

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines())
                .singleElement()
                .asString()
                .contains("Job busy is not finished yet", "logs busy -f", "delete busy");
    }

    @Test
    void aScriptFetchesARunAndRemovesIt(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("made", "Never", "echo weights > /output/model; touch /output/DONE"));
        var run = scenario.awaitCondition("made", "Succeeded").getMetadata().getUid();
        var into = folder.resolve("made");

        var fetched = json(trainyard(scenario, "artifacts", "get", "made", into.toString(), "-o", "json"));
        var removed = json(trainyard(scenario, "artifacts", "rm", "made", run, "--yes", "-o", "json"));

        assertThat(into.resolve("model")).hasContent("weights");
        assertThat(fetched.at("/run").asText()).isEqualTo(run);
        assertThat(fetched.at("/files").findValuesAsText("path"))
                .containsExactly(".trainyard/logs/made-chief-0.log.gz", "model");
        assertThat(fetched.at("/files").findValuesAsText("wasThere")).containsOnly("false");
        assertThat(removed.at("/run").asText()).isEqualTo(run);
        assertThat(removed.at("/wasLatest").asBoolean()).isTrue();
        assertThat(trainyard(scenario, "artifacts", "ls", "made").code()).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsSeen(Scenario scenario) throws InterruptedException {
        scenario.createArtifactStore();
        scenario.loseArtifactStore();
        scenario.create(QuickJob.chief("waits", "Never", "echo weights > /output/model; touch /output/DONE"));
        scenario.awaitArtifacts("waits", "Uploading");

        var answer = trainyard(scenario, "describe", "waits");
        for (int looks = 1; looks < 30 && !answer.output().contains("cannot be reached"); looks++) {
            Thread.sleep(1000);
            answer = trainyard(scenario, "describe", "waits");
        }

        assertThat(answer.code()).as(answer.output()).isZero();
        assertThat(answer.output())
                .containsPattern("chief-0 +Succeeded +\\S+ +0 +0\n")
                .contains("Artifacts\n  Uploading\n", "0/1 file  0.0 MiB of 0.0 MiB  by pod waits-chief-0")
                .containsPattern("the store at http://127.0.0.1:1 cannot be reached: .*, since [0-9-]+T[0-9:]+Z\n");
    }

    private static JsonNode json(Answer answer) throws IOException {
        assertThat(answer.code()).as(answer.output()).isZero();
        return Serialization.mapper().readTree(answer.output());
    }

    private static Answer trainyard(Scenario scenario, String... arguments) {
        var options = Stream.of("--kubeconfig", scenario.cluster().kubeconfig().toString(), "-n", scenario.namespace());
        var all = Stream.concat(Stream.of(arguments), options).toList();
        return Answer.of(Trainyard.command(List.copyOf(all)), Map.of(), "");
    }
}
