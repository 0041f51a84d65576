package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pods have logged outlives them, beside what they have made. */
@OnCluster
class LogsIT {
    /** What a chief does to find its parameter server, and that one to be found. */
    private static final String PEERS = """
            address() { printf %s "$TF_CONFIG" | python3 -c "import json, sys; print(json.load(sys.stdin)['cluster']['ps'][0])"; }
            serve() {
                exec python3 -c "import socket, sys, time; server = socket.create_server(('', int(sys.argv[1].rsplit(':')[-1]))); time.sleep(600)" "$(address)"
            }
            meet() {
                until python3 -c "import socket, sys; socket.create_connection(sys.argv[1].rsplit(':', 1))" "$(address)" 2>/dev/null; do
                    sleep 0.2
                done
            }
            """;

    @Test
    void theLogsOfPodsThatAreCleanedUpAreInTheStore(Scenario scenario) throws Exception {
        scenario.createArtifactStore();
        scenario.create(cleaningUp(QuickJob.chiefAndWorker(
                        "gone",
                        "Never",
                        "echo epoch 1\n" + PEERS + "meet\necho weights > /output/model\necho epoch 2",
                        "echo serves\n" + PEERS + "serve")
                .replace("    Worker: ", "    PS: ")));

        var job = scenario.awaitCondition("gone", "Succeeded");
        scenario.awaitGone("gone-chief-0");
        scenario.awaitGone("gone-ps-0");

        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.files()).containsOnlyKeys("model");
        assertThat(artifacts.logs())
                .isEqualTo(Map.of("gone-chief-0.log.gz", "epoch 1\nepoch 2\n", "gone-ps-0.log.gz", "serves\n"));
        assertThat(scenario.client().configMaps().list().getItems())
                .extracting(map -> map.getMetadata().getName())
                .noneMatch(name -> name.startsWith("gone-"));
        assertThat(trainyard(scenario, "logs", "gone"))
                .satisfies(answer -> assertThat(answer.lines())
                        .satisfiesExactly(
                                line -> assertThat(line)
                                        .matches(
                                                "From s3://.*/gone/.*/1/\\.trainyard/logs/gone-chief-0\\.log\\.gz, since the pod is gone:"),
                                line -> assertThat(line).isEqualTo("epoch 1"),
                                line -> assertThat(line).isEqualTo("epoch 2")));
        assertThat(trainyard(scenario, "logs", "gone", "ps-0").output()).endsWith(":\nserves\n");
        assertThat(trainyard(scenario, "logs", "gone", "--all").lines())
                .containsSubsequence("==> chief-0 <==", "epoch 2", "==> ps-0 <==", "serves");
        assertThat(trainyard(scenario, "logs", "gone", "worker-7").lines())
                .singleElement()
                .asString()
                .endsWith("there are the logs of chief-0, ps-0.");
        assertThat(trainyard(scenario, "artifacts", "verify", "gone").code()).isZero();
    }

    @Test
    void ofALogThatIsTooBigTheEndIsKept(Scenario scenario) {
        scenario.createArtifactStore();
        // Five mebibytes that compress to more than half.
        scenario.create(QuickJob.chief(
                "big",
                "Never",
                "head -c 4000000 /dev/urandom | base64; echo the last line; echo weights > /output/model"));

        var job = scenario.awaitCondition("big", "Succeeded");

        var log = Artifacts.of(scenario.cluster().store(), job).logs().getOrDefault("big-chief-0.log.gz", "");
        var lines = log.lines().toList();
        assertThat(lines.getFirst())
                .matches("\\[trainyard] the beginning is left out: what follows are the last \\d+ bytes of the log");
        assertThat(lines.get(1)).hasSize(76);
        assertThat(lines.getLast()).isEqualTo("the last line");
        assertThat(log.length()).isBetween(1_000_000, 1_100_000);
    }

    /** The instance that ran before has a log of its own, as long as its pod is there. */
    @Test
    void theLogOfATrainerThatWasStartedAgainIsKeptToo(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("again", "OnFailure", """
                if [ ! -f /output/tried ]; then echo first; touch /output/tried; exit 1; fi
                echo second
                """));

        var job = scenario.awaitCondition("again", "Succeeded");

        assertThat(Artifacts.of(scenario.cluster().store(), job).logs())
                .isEqualTo(Map.of("again-chief-0.log.gz", "second\n", "again-chief-0.previous.log.gz", "first\n"));
        assertThat(trainyard(scenario, "logs", "again", "--previous").output()).isEqualTo("first\n");
    }

    @Test
    void aJobThatFailsKeepsItsLogsToo(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(cleaningUp(QuickJob.chief("fails", "Never", "echo no such data; exit 3")));

        var job = scenario.awaitCondition("fails", "Failed");

        assertThat(Artifacts.of(scenario.cluster().store(), job).logs())
                .isEqualTo(Map.of("fails-chief-0.log.gz", "no such data\n"));
    }

    private static String cleaningUp(String job) {
        return job.replace("spec:\n  tfReplicaSpecs", "spec:\n  runPolicy: {cleanPodPolicy: All}\n  tfReplicaSpecs");
    }

    private static Answer trainyard(Scenario scenario, String... arguments) {
        var options = List.of("--kubeconfig", scenario.cluster().kubeconfig().toString(), "-n", scenario.namespace());
        return Answer.of(
                Trainyard.command(
                        Stream.concat(Stream.of(arguments), options.stream()).toList()),
                Map.of(),
                "");
    }
}
