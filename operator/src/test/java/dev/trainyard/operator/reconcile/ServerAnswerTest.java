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
    void aServersAnswerIsReasonEnough() {
        var status = new StatusBuilder()
                .withCode(403)
                .withMessage("quota is used up")
                .build();
        var e = new IllegalStateException(new KubernetesClientException("Forbidden", 403, status));

        assertThat(ServerAnswer.reason(e)).contains("Forbidden");
    }
}
