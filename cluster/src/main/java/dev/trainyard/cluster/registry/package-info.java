/** Gives stored objects the life-cycle that Kubernetes promises: creation, change, deletion, and the rules for each. */
@NullMarked
package dev.trainyard.cluster.registry;

import org.jspecify.annotations.NullMarked;
