/**
 * The node agent: runs the pods that are bound to this machine, and tells the API server how they fare.
 *
 * <p>{@code NodeAgent} hears of pods and gives each a {@code PodWorker}, whose {@code step} is the loop: it observes
 * (each {@code ContainerWorker} tells where its container is), has {@code lifecycle.PodPlanner} plan, and applies the
 * plan.
 */
@NullMarked
package dev.trainyard.cluster.node;

import org.jspecify.annotations.NullMarked;
