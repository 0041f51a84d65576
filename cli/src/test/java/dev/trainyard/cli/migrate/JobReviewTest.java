package dev.trainyard.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trainyard.cli.migrate.Finding.Weight;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobReviewTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String CLEAN = "runPolicy: {cleanPodPolicy: None}";
    private static final String POD = "template: {spec: {containers: [{name: tensorflow, image: a}]}}";

    private final Admission admission = Admission.ofThisRelease();

    @Test
    void aPlainJobStaysAsItIs() throws JsonProcessingException {
        var report = review("%s, tfReplicaSpecs: {Worker: {replicas: 2, %s}}".formatted(CLEAN, POD), "");

        assertThat(report).isEqualTo(new JobReport("TFJob", "team", "mnist", "New", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "args: [\"--ps=mnist-ps-0:2222\"]",
                "command: [sh, -c, nslookup mnist-ps-0.team.svc]",
                "env: [{name: PS, value: mnist-ps-0}]"
            })
    void aHostNameThatIsWrittenOutIsFound(String part) throws JsonProcessingException {
        var pod = POD.replace("image: a", "image: a, " + part);

        assertThat(whats(review("%s, tfReplicaSpecs: {PS: {%s}}".formatted(CLEAN, pod), "")))
                .singleElement()
                .asString()
                .isEqualTo("it writes out the host names mnist-ps-0, and a replica's name is mnist-ps-0.mnist-pods");
    }

    /** Files and other jobs may have such names. */
    @ParameterizedTest
    @ValueSource(strings = {"mnist-ps-0.mnist-pods", "big-mnist-ps-0", "mnist-ps-0-log", "mnist-worker-0"})
    void aNameThatIsNoneOfItsReplicasIsNot(String text) throws JsonProcessingException {
        var pod = POD.replace("image: a", "image: a, args: [" + text + "]");

        assertThat(review("%s, tfReplicaSpecs: {PS: {%s}}".formatted(CLEAN, pod), "")
                        .findings())
                .isEmpty();
    }

    @Test
    void whatDiffersIsSaid() throws JsonProcessingException {
        var report = review(
                "runPolicy: {backoffLimit: 3}, tfReplicaSpecs: {Worker: {restartPolicy: Always, %s}, Evaluator: {%s}}"
                        .formatted(POD.replace("}]", "}, {name: helper, image: b}]"), POD),
                "");

        assertThat(whats(report))
                .anyMatch(what -> what.startsWith("cleanPodPolicy is unset"))
                .anyMatch(what -> what.startsWith("backoffLimit: 3 counts"))
                .anyMatch(what -> what.startsWith("Worker has restartPolicy Always"))
                .anyMatch(what -> what.startsWith("Worker has 2 containers"))
                .anyMatch(what -> what.startsWith("a failing Evaluator"))
                .hasSize(5);
    }

    @Test
    void aDeadlineThatV1HasMissedFires() throws JsonProcessingException {
        var spec = "runPolicy: {cleanPodPolicy: None, activeDeadlineSeconds: 600}, tfReplicaSpecs: {Worker: {%s}}"
                .formatted(POD);

        assertThat(whats(review(spec, "startTime: \"2026-11-26T11:00:00Z\"")))
                .singleElement()
                .asString()
                .startsWith("its activeDeadlineSeconds have passed");
        assertThat(review(spec, "startTime: \"2026-11-26T11:55:00Z\"").findings())
                .isEmpty();
    }

    @Test
    void aJobThatRunsInSeveralPodsKeepsItsNames() throws JsonProcessingException {
        var report = review(
                "%s, tfReplicaSpecs: {Worker: {replicas: 2, %s}}".formatted(CLEAN, POD),
                "conditions: [{type: Created, status: \"True\"}, {type: Running, status: \"True\"}], replicaStatuses: {Worker: {active: 2}}");

        assertThat(report.state()).isEqualTo("Running");
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).startsWith("2 of its pods run: they go on"))
                .satisfies(finding -> assertThat(finding.todo())
                        .startsWith("annotate the job with trainyard.dev/services: per-replica"));
    }

    @Test
    void aFinishedJobStaysAsItIs() throws JsonProcessingException {
        var report = review(
                "tfReplicaSpecs: {Worker: {restartPolicy: Always, %s}}".formatted(POD),
                "conditions: [{type: Running, status: \"False\"}, {type: Succeeded, status: \"True\"}]");

        assertThat(report.state()).isEqualTo("Succeeded");
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void whatOurServerWouldRefuseOrDropIsSaidWithItsPath() throws JsonProcessingException {
        var refused = review("%s, tfReplicaSpecs: {Boss: {%s}}".formatted(CLEAN, POD), "");
        var dropped = review("%s, colour: red, tfReplicaSpecs: {Worker: {%s}}".formatted(CLEAN, POD), "");

        assertThat(refused.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.weight()).isEqualTo(Weight.REFUSED))
                .satisfies(finding -> assertThat(finding.what()).contains("spec.tfReplicaSpecs", "Boss"));
        assertThat(whats(dropped)).containsExactly("these fields are unknown, and dropped: spec.colour");
    }

    private static List<String> whats(JobReport report) {
        return report.findings().stream().map(Finding::what).toList();
    }

    private JobReport review(String spec, String status) throws JsonProcessingException {
        var job = new ObjectMapper(new YAMLFactory())
                .readTree(
                        "{metadata: {name: mnist, namespace: team}, spec: {%s}, status: {%s}}".formatted(spec, status));
        return JobReview.of("TFJob", job, admission.of("TFJob", job), NOW);
    }
}
