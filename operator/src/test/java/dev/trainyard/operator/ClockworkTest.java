package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static dev.trainyard.operator.LocalServer.ended;
import static dev.trainyard.operator.LocalServer.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator does at its time, though nothing else happens. */
class ClockworkTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private LocalServer server;

    @BeforeEach
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aJobEndsAtItsDeadline() {
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            server.make(job("late", "activeDeadlineSeconds: 2, cleanPodPolicy: None"), TFJob.class);
            await(server.pod("late-chief-0"), _ -> true);
            server.trainer("late-chief-0", "Running", running());

            var job = await(named("late"), it -> OperatorTest.is(it, "Failed"));

            assertThat(job.getStatus().conditions())
                    .last()
                    .extracting(JobCondition::message)
                    .isEqualTo("Job late has failed because it was active longer than specified deadline");
            await(server.pod("late-chief-0"), pod -> pod.getMetadata().getDeletionTimestamp() != null);
        }
    }

    @Test
    void aFinishedJobGoesAtItsTimeThoughTheOperatorWasAwayMeanwhile() {
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            server.make(job("brief", "ttlSecondsAfterFinished: 2"), TFJob.class);
            await(server.pod("brief-chief-0"), _ -> true);
            server.trainer("brief-chief-0", "Failed", ended(1, ""));
            await(named("brief"), it -> OperatorTest.is(it, "Failed"));
        }
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            named("brief").waitUntilCondition(job -> job == null, 20, TimeUnit.SECONDS);
        }
        assertThat(named("brief").get()).isNull();
    }

    @Test
    void aJobWaitsForASilentNodeAndNoLongerThanItIsThere() {
        var node = server.client
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName("here")
                        .endMetadata()
                        .build())
                .create();
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            server.make(job("stuck", "cleanPodPolicy: None"), TFJob.class);
            var first = await(server.pod("stuck-chief-0"), _ -> true);
            server.pod("stuck-chief-0").withGracePeriod(1).delete();

            var job = await(named("stuck"), it -> OperatorTest.is(it, "Waiting"));

            assertThat(job.getStatus().conditions())
                    .last()
                    .extracting(JobCondition::message)
                    .asString()
                    .startsWith("Waiting for node here, which does not answer, to stop stuck-chief-0: ");
            server.client.resource(node).delete();
            await(server.pod("stuck-chief-0"), pod -> !LocalServer.uid(pod).equals(LocalServer.uid(first)));
        }
    }

    private Resource<TFJob> named(String name) {
        return server.client.resources(TFJob.class).inNamespace("default").withName(name);
    }

    private static String job(String name, String runPolicy) {
        return OperatorTest.job(name, "Never", "Never")
                .replace("spec:\n  tf", "spec:\n  runPolicy: {" + runPolicy + "}\n  tf");
    }
}
