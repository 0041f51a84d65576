/** Applies the three patch formats of the Kubernetes API to JSON trees. */
@NullMarked
package dev.trainyard.cluster.patch;

import org.jspecify.annotations.NullMarked;
