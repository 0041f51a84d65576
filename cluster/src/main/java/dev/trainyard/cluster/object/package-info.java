/** Reads and writes what all Kubernetes objects have in common: JSON text and {@code metadata}. */
@NullMarked
package dev.trainyard.cluster.object;

import org.jspecify.annotations.NullMarked;
