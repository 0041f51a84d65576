/** Serves the Kubernetes API over HTTPS on this machine. */
@NullMarked
package dev.trainyard.cluster.apiserver;

import org.jspecify.annotations.NullMarked;
