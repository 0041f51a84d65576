/** Decides: from a job, what was observed of it and the time follows a plan. Pure: no client, no clock, no I/O. */
@NullMarked
package dev.trainyard.operator.plan;

import org.jspecify.annotations.NullMarked;
