package dev.trainyard.operator.webhook;

import java.net.InetSocketAddress;

/**
 * How the webhook is served.
 *
 * @param address where it listens
 * @param namespace the namespace of the Secret that its certificates are kept in, which all replicas share
 * @param secret the Secret's name
 */
public record WebhookConfig(InetSocketAddress address, String namespace, String secret) {
    /** The MutatingWebhookConfiguration that has the API server call it, and says by which names. */
    public static final String CONFIGURATION = "trainyard-operator";

    /** What the Secret is called unless it is called otherwise. */
    public static final String SECRET = "trainyard-webhook";

    /** Where it answers questions about pods. */
    public static final String PATH = "/pods";
}
