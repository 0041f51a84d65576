/** Reads the logs of containers, and hands them to the API server. */
@NullMarked
package dev.trainyard.cluster.node.log;

import org.jspecify.annotations.NullMarked;
