package dev.trainyard.cli.local;

import dev.trainyard.operator.Operator;
import dev.trainyard.operator.OperatorConfig;
import dev.trainyard.operator.webhook.Webhook;
import dev.trainyard.operator.webhook.WebhookConfig;
import dev.trainyard.operator.webhook.WebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's webhook where it and the API server are on one machine: at any free port, of which nobody need know.
 */
public final class LocalWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWebhook.class);
    private static final String NAMESPACE = "kube-system";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Serves it, and has the API server call it. When this returns, pods can ask for an uploader.
     *
     * @param promised ports that may be free, and are others'
     */
    public static Webhook start(KubernetesClient client, OperatorConfig config, Set<Integer> promised)
            throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort(promised));
        WebhookConfiguration.apply(client, "https://127.0.0.1:%d%s".formatted(address.getPort(), WebhookConfig.PATH));
        var webhook =
                Operator.serveWebhook(client, config, new WebhookConfig(address, NAMESPACE, WebhookConfig.SECRET));
        if (!webhook.awaitReady(PATIENCE)) {
            LOG.warn(
                    "the webhook is not ready after {} s: pods that ask for an uploader are refused",
                    PATIENCE.toSeconds());
        }
        return webhook;
    }

    private static int freePort(Set<Integer> promised) throws IOException {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (!promised.contains(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private LocalWebhook() {}
}
