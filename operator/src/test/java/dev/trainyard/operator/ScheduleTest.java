package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static dev.trainyard.operator.LocalServer.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Schedules against an API server; the test is the kubelet, and asks for jobs rather than wait for their time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets them
    private LocalServer server;

    @SuppressWarnings("NullAway.Init")
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
        operator = Operator.start(server.client, OperatorConfig.DEFAULT);
    }

    @AfterAll
    void stop() {
        operator.close();
        server.close();
    }

    @Test
    void aJobThatIsAskedForIsMadeOnceAndItsEndIsKept() {
        server.make(schedule("asked", "tensorflow"), TrainingSchedule.class);
        await(named("asked"), has(status -> status.nextScheduleTime().isPresent()));

        trigger("asked", "1");
        var active = await(named("asked"), has(status -> !status.active().isEmpty()))
                .getStatus()
                .active();
        assertThat(active).singleElement().asString().startsWith("asked-m");
        var job = active.getFirst();
        await(server.pod(job + "-worker-0"), _ -> true);
        server.trainer(job + "-worker-0", "Succeeded", ended(0, ""));

        var status = await(
                        named("asked"),
                        has(it ->
                                it.active().isEmpty() && it.lastSuccessfulTime().isPresent()))
                .getStatus();
        assertThat(status.lastTrigger()).contains("1");
        assertThat(status.message()).isEmpty();
        trigger("asked", "2");
        await(named("asked"), has(it -> it.lastTrigger().equals(Optional.of("2"))));
        assertThat(jobsOf("asked")).hasSize(2);
    }

    @Test
    void aTemplateThatNoServerWouldTakeIsSaidAtOnce() {
        server.make(schedule("wrong", "").replace("Worker:", "Wroker:"), TrainingSchedule.class);

        var status = await(named("wrong"), has(it -> it.message().isPresent())).getStatus();

        assertThat(status.message().orElseThrow()).contains("spec.jobTemplate", "unknown role Wroker");
        assertThat(jobsOf("wrong")).isEmpty();
    }

    private List<TFJob> jobsOf(String schedule) {
        return server.client
                .resources(TFJob.class)
                .inNamespace("default")
                .withLabel(Names.SCHEDULE, schedule)
                .list()
                .getItems();
    }

    private void trigger(String schedule, String token) {
        named(schedule).edit(it -> {
            it.getMetadata().setAnnotations(Map.of(Names.TRIGGER, token));
            return it;
        });
    }

    private Resource<TrainingSchedule> named(String name) {
        return server.client
                .resources(TrainingSchedule.class)
                .inNamespace("default")
                .withName(name);
    }

    private static Predicate<TrainingSchedule> has(Predicate<TrainingScheduleStatus> condition) {
        return schedule -> schedule.getStatus() != null && condition.test(schedule.getStatus());
    }

    private static String schedule(String name, String container) {
        return """
                apiVersion: trainyard.dev/v1alpha1
                kind: TrainingSchedule
                metadata: {name: %s}
                spec:
                  schedule: "0 0 29 2 *"
                  jobTemplate:
                    apiVersion: kubeflow.org/v1
                    kind: TFJob
                    spec:
                      tfReplicaSpecs:
                        Worker: {template: {spec: {nodeName: here, containers: [{name: "%s", image: a}]}}}
                """.formatted(name, container.isEmpty() ? "tensorflow" : container);
    }
}
