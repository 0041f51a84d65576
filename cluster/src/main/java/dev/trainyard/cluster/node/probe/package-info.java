/** Asks containers whether they have started, live and are ready. */
@NullMarked
package dev.trainyard.cluster.node.probe;

import org.jspecify.annotations.NullMarked;
