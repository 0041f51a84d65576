/** The node agent: runs the pods that are bound to this machine, and tells the API server how they fare. */
@NullMarked
package dev.trainyard.cluster.node;

import org.jspecify.annotations.NullMarked;
