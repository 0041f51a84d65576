package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.cli.local.LocalWebhook;
import dev.trainyard.operator.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The operator is down, and nobody answers the API server. */
@OnCluster(ClusterKind.OPERATOR_APART)
class InjectionOutageIT {
    @Test
    void podsThatAskWaitForTheOperatorAndNoOthers(Scenario scenario) throws Exception {
        scenario.createArtifactStore();
        try (var _ = LocalWebhook.start(scenario.client(), OperatorConfig.DEFAULT, Set.of())) {
            scenario.create(pod("served", "true"));
        }

        var refusal = catchThrowableOfType(KubernetesClientException.class, () -> scenario.create(pod("asks", "true")));
        scenario.create(pod("declines", "false"));

        assertThat(refusal.getStatus().getMessage())
                .startsWith(
                        "Internal error occurred: failed calling webhook \"pods.trainyard.dev\": failed to call webhook")
                .endsWith("connect: connection refused");
        assertThat(containers(scenario, "served")).isEqualTo(2);
        assertThat(containers(scenario, "declines")).isEqualTo(1);

        try (var _ = LocalWebhook.start(scenario.client(), OperatorConfig.DEFAULT, Set.of())) {
            scenario.create(pod("asks", "true"));
        }
        assertThat(containers(scenario, "asks")).isEqualTo(2);
    }

    private static int containers(Scenario scenario, String pod) {
        return scenario.client()
                .pods()
                .withName(pod)
                .require()
                .getSpec()
                .getContainers()
                .size();
    }

    private static String pod(String name, String asks) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, annotations: {trainyard.dev/artifacts: "%s"}}
                spec: {restartPolicy: Never, containers: [{name: train, image: "%s", command: ["true"]}]}
                """.formatted(name, asks, QuickJob.IMAGE);
    }
}
