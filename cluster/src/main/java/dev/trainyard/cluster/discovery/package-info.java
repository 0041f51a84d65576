/** Tells clients what the API serves, as the documents of Kubernetes discovery. */
@NullMarked
package dev.trainyard.cluster.discovery;

import org.jspecify.annotations.NullMarked;
