/** Says what went wrong, as the {@code Status} objects that Kubernetes clients understand. */
@NullMarked
package dev.trainyard.cluster.status;

import org.jspecify.annotations.NullMarked;
