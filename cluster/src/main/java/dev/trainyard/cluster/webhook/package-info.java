/** Has webhooks change objects on their way into the store, as MutatingWebhookConfigurations ask for. */
@NullMarked
package dev.trainyard.cluster.webhook;

import org.jspecify.annotations.NullMarked;
