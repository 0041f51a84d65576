package dev.trainyard.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.admission.PodAdmission;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PodReviewsTest {
    private static final PodAdmission ADMISSION = new PodAdmission(Optional.empty(), "uploader:1", true);

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    /** Where a name leads out of its place in a path, the operator's rights would read something else. */
    @Test
    void theApiServerIsNotAskedAboutAnOwnerWithoutADnsName() throws IOException {
        try (var client = client()) {
            var reviews = new PodReviews(client, () -> ADMISSION, Clock.systemUTC());
            for (var name : List.of("", "..", "../../../secrets/key", "a/b", "a?b", "a".repeat(10_000))) {
                var answer = Serialization.mapper().readTree(reviews.answer(question(name)));

                assertThat(answer.at("/response/status/code").asInt()).as(name).isEqualTo(403);
                assertThat(answer.at("/response/status/message").asText()).contains("metadata.ownerReferences");
            }
        }
        assertThat(asked).isEmpty();
    }

    private static byte[] question(String owner) {
        return """
                {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "q", "namespace": "team",
                 "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "object":
                  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "annotations": {"trainyard.dev/artifacts": "true"},
                    "ownerReferences": [{"apiVersion": "batch/v1", "kind": "Job", "name": "%s", "uid": "u", "controller": true}]},
                   "spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "i"}]}}}}
                """.formatted(owner).getBytes(StandardCharsets.UTF_8);
    }

    /** A client that writes down what it is to ask, and asks nobody. */
    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("asked", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        asked.add(request.uri().toString());
                    }
                }))
                .build();
    }
}
