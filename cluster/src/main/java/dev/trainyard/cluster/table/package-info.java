/** Prints objects as rows of the tables that {@code kubectl get} shows. */
@NullMarked
package dev.trainyard.cluster.table;

import org.jspecify.annotations.NullMarked;
