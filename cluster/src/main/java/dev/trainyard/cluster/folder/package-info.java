/** Folders that are the cluster's own: kept from other users while they are there, and removed whatever is in them. */
@NullMarked
package dev.trainyard.cluster.folder;

import org.jspecify.annotations.NullMarked;
