package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ServerAnswerTest {
    @Test
    void theReasonOfAFailureIsWhatWentWrongFirst() {
        var e = new KubernetesClientException(
                "An error has occurred.",
                new CompletionException(new IOException("HTTP/1.1 header parser received no bytes")));

        assertThat(ServerAnswer.reason(e)).isEqualTo("java.io.IOException: HTTP/1.1 header parser received no bytes");
    }

    @Test
    void aWebhookThatDoesNotAnswerIsARefusalOfTheServer() {
        assertThat(ServerAnswer.isRefusal(answer(500, "Internal error occurred: failed calling webhook \"pods.corp\"")))
                .isTrue();
        assertThat(ServerAnswer.isRefusal(answer(403, "denied the request"))).isTrue();
        assertThat(ServerAnswer.isRefusal(answer(500, "etcdserver: request timed out")))
                .isFalse();
    }

    @Test
    void onlyAQuotaSaysThatTheNextPodIsRefusedToo() {
        assertThat(ServerAnswer.isOverQuota(answer(403, "pods \"a\" is forbidden: exceeded quota: team")))
                .isTrue();
        assertThat(ServerAnswer.isOverQuota(answer(403, "denied the request"))).isFalse();
    }

    private static KubernetesClientException answer(int code, String message) {
        return new KubernetesClientException(
                message,
                code,
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    @Test
    void aServersAnswerIsReasonEnough() {
        var status = new StatusBuilder()
                .withCode(403)
                .withMessage("quota is used up")
                .build();
        var e = new IllegalStateException(new KubernetesClientException("Forbidden", 403, status));

        assertThat(ServerAnswer.reason(e)).contains("Forbidden");
    }
}
