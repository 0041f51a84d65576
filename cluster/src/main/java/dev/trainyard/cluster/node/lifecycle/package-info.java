/** Decides, as a kubelet would, what is to happen to a pod and what its status says; pure functions. */
@NullMarked
package dev.trainyard.cluster.node.lifecycle;

import org.jspecify.annotations.NullMarked;
