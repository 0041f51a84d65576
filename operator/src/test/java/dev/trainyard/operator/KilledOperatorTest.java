package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.operator.plan.GangScheduler;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An operator that dies after any of its writes: the next one brings the job, whose chief is killed once, to the same
 * end, without a pod too many, a restart counted twice or an attempt's number used twice, with the logs kept until they
 * are uploaded and no longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledOperatorTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets them
    private LocalServer server;

    @SuppressWarnings("NullAway.Init")
    private FakeKubelet kubelet;

    @BeforeAll
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
        kubelet = new FakeKubelet(server);
        server.install(Path.of("src/test/resources/gang-schedulers/scheduler-plugins.yaml"));
        server.make("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: local}
                spec: {url: "s3://artifacts"}
                """, ArtifactStore.class);
    }

    @AfterAll
    void stop() {
        kubelet.close();
        server.close();
    }

    @ParameterizedTest(name = "after {0} writes")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void theNextOneGoesOn(int writes) throws InterruptedException {
        var name = "killed-" + writes;
        goesOn(writes, name, OperatorTest.job(name, "ExitCode", "Never"), OperatorConfig.DEFAULT);
    }

    @ParameterizedTest(name = "after {0} writes")
    @ValueSource(ints = {1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17})
    void soItDoesWithAGangAndAServiceForEachReplica(int writes) throws InterruptedException {
        var name = "gang-" + writes;
        var job = OperatorTest.job(name, "ExitCode", "Never")
                .replace(
                        "{name: %s}".formatted(name),
                        "{name: %s, annotations: {trainyard.dev/services: per-replica}}".formatted(name));
        goesOn(writes, name, job, OperatorConfig.DEFAULT.withGangScheduler(GangScheduler.named("scheduler-plugins")));

        assertThat(server.client.services().inNamespace("default").list().getItems())
                .extracting(service -> service.getMetadata().getName())
                .contains(name + "-chief-0", name + "-worker-0")
                .doesNotContain(name + "-pods");
    }

    private void goesOn(int writes, String name, String yaml, OperatorConfig config) throws InterruptedException {
        var job = runByTwoOperators(writes, name, yaml, config);

        assertThat(job.getStatus().history())
                .hasEntrySatisfying(
                        "chief-0", history -> assertThat(history.restarts()).isEqualTo(1));
        assertThat(kubelet.distinct(name + "-chief-0")).isEqualTo(2);
        assertThat(kubelet.distinct(name + "-worker-0")).isEqualTo(1);
        assertThat(kubelet.attempts(name + "-chief-0")).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(job.getStatus().artifacts().orElseThrow().phase()).isEqualTo("Uploaded");
        assertThat(kubelet.logs(name + "-chief-0")).contains(name + "-chief-0.log.gz");
        assertThat(server.client.configMaps().inNamespace("default").list().getItems())
                .extracting(map -> map.getMetadata().getName())
                .noneMatch(map -> map.startsWith(name + "-logs"));
    }

    /** The failure of the chief takes the worker along, and counts once for both. */
    @ParameterizedTest(name = "after {0} writes")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
    void theNextOneGoesOnWithAWholeRestart(int writes) throws InterruptedException {
        var name = "together-" + writes;
        var manifest = OperatorTest.job(name, "OnFailure", "OnFailure")
                .replace(
                        "metadata: {name: " + name + "}",
                        "metadata: {name: " + name + ", annotations: {trainyard.dev/restart: all}}");

        var job = runByTwoOperators(writes, name, manifest, OperatorConfig.DEFAULT);

        assertThat(job.getStatus().round()).contains(1);
        assertThat(job.getStatus().history().values().stream()
                        .mapToInt(ReplicaHistory::restarts)
                        .sum())
                .isEqualTo(1);
        assertThat(kubelet.distinct(name + "-chief-0")).isEqualTo(2);
        // One operator may have died, and the chief ended, before there was a worker in either round.
        assertThat(kubelet.distinct(name + "-worker-0")).isBetween(1L, 2L);
        assertThat(kubelet.rounds(name + "-chief-0")).containsExactly("0", "1");
        assertThat(kubelet.rounds(name + "-worker-0")).doesNotHaveDuplicates().isSubsetOf("0", "1");
        assertThat(kubelet.attempts(name + "-chief-0")).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(job.getStatus().artifacts().orElseThrow().phase()).isEqualTo("Uploaded");
    }

    private TFJob runByTwoOperators(int writes, String name, String manifest, OperatorConfig config)
            throws InterruptedException {
        var death = new Death(writes);
        var builder = new KubernetesClientBuilder()
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("death", death));
        try (var client = server.client(builder);
                var _ = Operator.start(client, config)) {
            server.make(manifest, TFJob.class);
            assertThat(death.come.await(20, TimeUnit.SECONDS)).isTrue();
        }
        try (var _ = Operator.start(server.client, config)) {
            var job = LocalServer.await(
                    server.client.resources(TFJob.class).inNamespace("default").withName(name),
                    there -> OperatorTest.is(there, "Succeeded"));
            server.client
                    .genericKubernetesResources("scheduling.x-k8s.io/v1alpha1", "PodGroup")
                    .inNamespace("default")
                    .withName(name)
                    .waitUntilCondition(podGroup -> podGroup == null, 20, TimeUnit.SECONDS);
            return job;
        }
    }

    /** Lets so many writes through, and nothing after them. */
    private static final class Death implements Interceptor {
        private final AtomicInteger left;
        private final CountDownLatch come = new CountDownLatch(1);

        Death(int writes) {
            left = new AtomicInteger(writes);
        }

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            boolean event = request.uri().getPath().contains("/events");
            if (request.method().equals("GET") || (event && left.get() >= 0)) {
                return;
            }
            if (left.decrementAndGet() < 0) {
                come.countDown();
                throw new IllegalStateException("the operator is dead");
            }
        }
    }
}
