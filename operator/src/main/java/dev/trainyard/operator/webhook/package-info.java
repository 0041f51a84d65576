/** Serves the admission webhook: HTTPS, and the Secret and the configuration by which the API server trusts it. */
@NullMarked
package dev.trainyard.operator.webhook;

import org.jspecify.annotations.NullMarked;
