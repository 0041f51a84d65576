/** Gives each pod a node: what it needs, what is free, and in which words it is told that nothing fits. */
@NullMarked
package dev.trainyard.cluster.scheduler;

import org.jspecify.annotations.NullMarked;
