/** What is kept of the logs of a job's pods, and how much of each: pure, no client, no clock, no I/O. */
@NullMarked
package dev.trainyard.operator.logs;

import org.jspecify.annotations.NullMarked;
