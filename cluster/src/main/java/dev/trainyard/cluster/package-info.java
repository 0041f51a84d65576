/** Kubernetes on one machine, for people without a cluster. */
@NullMarked
package dev.trainyard.cluster;

import org.jspecify.annotations.NullMarked;
