/** Looks, has a plan made, and carries it out: the thin shell around the planner that talks to the API server. */
@NullMarked
package dev.trainyard.operator.reconcile;

import org.jspecify.annotations.NullMarked;
