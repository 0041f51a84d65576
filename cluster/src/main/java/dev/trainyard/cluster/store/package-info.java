/**
 * Keeps the cluster's objects as bytes under keys, with one revision counter for all of them, and tells watchers what
 * changed.
 */
@NullMarked
package dev.trainyard.cluster.store;

import org.jspecify.annotations.NullMarked;
