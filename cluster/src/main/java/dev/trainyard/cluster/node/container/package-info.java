/** Runs a container as a host process of its own root folder, and knows it again after the agent has died. */
@NullMarked
package dev.trainyard.cluster.node.container;

import org.jspecify.annotations.NullMarked;
