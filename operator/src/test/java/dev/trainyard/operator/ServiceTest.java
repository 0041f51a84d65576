package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static dev.trainyard.operator.LocalServer.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.telemetry.Endpoint;
import dev.trainyard.operator.telemetry.Metrics;
import dev.trainyard.operator.telemetry.MetricsAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a cluster's administrators see it: metrics, and one of several replicas that leads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private LocalServer server;

    @BeforeAll
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @Timeout(60)
    void jobsAreCountedUnderTheirOldNamesAndNotAgainByTheNextOperator() throws IOException, InterruptedException {
        var metrics = new Metrics();
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT, metrics)) {
            server.make(OperatorTest.job("counted", "Never", "Never"), TFJob.class);
            await(server.pod("counted-chief-0"), _ -> true);
            await(server.pod("counted-worker-0"), _ -> true);
            server.trainer("counted-chief-0", "Failed", ended(1, ""));
            await(
                    server.client.resources(TFJob.class).inNamespace("default").withName("counted"),
                    job -> OperatorTest.is(job, "Failed"));
            // Others may see a write before its answer is here.
            while (!metrics.text().contains("jobs_failed_total")) {
                Thread.sleep(10);
            }
        }
        var labels = "{framework=\"tensorflow\",job_namespace=\"default\"} ";

        assertThat(scrape(metrics))
                .contains("training_operator_jobs_created_total" + labels + "1\n")
                .contains("training_operator_jobs_failed_total" + labels + "1\n")
                .contains("training_operator_pods_created_total" + labels + "2\n");

        var next = new Metrics();
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT, next)) {
            server.make(OperatorTest.job("later", "Never", "Never"), TFJob.class);
            await(
                    server.client.resources(TFJob.class).inNamespace("default").withName("later"),
                    job -> job.getStatus() != null);
            while (!next.text().contains("jobs_created_total")) {
                Thread.sleep(10);
            }
        }
        assertThat(scrape(next))
                .contains("training_operator_jobs_created_total" + labels + "1\n")
                .doesNotContain("training_operator_jobs_failed_total" + labels);
    }

    @Test
    void theSecondReplicaLeadsWhenTheFirstIsGone() throws InterruptedException {
        var first = new CountDownLatch(1);
        var second = new CountDownLatch(1);
        var one = Leadership.seek(server.client, "default", "operator", "one", first::countDown, () -> {});
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        try (var _ = Leadership.seek(server.client, "default", "operator", "two", second::countDown, () -> {})) {
            await(
                    server.client.leases().inNamespace("default").withName("operator"),
                    lease -> "one".equals(lease.getSpec().getHolderIdentity()));
            assertThat(second.getCount()).isOne();

            one.close();

            assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String scrape(Metrics metrics) throws IOException, InterruptedException {
        try (var endpoint = new Endpoint(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        metrics,
                        new MetricsAccess(Optional.empty()),
                        () -> true);
                var client = HttpClient.newHttpClient()) {
            var url = URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics");
            return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
