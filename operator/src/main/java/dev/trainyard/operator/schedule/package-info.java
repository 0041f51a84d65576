/**
 * Decides when a TrainingSchedule makes a job, and which of its jobs are kept. Pure: no client, no clock, no I/O. The
 * rules are those of Kubernetes' CronJob controller.
 */
@NullMarked
package dev.trainyard.operator.schedule;

import org.jspecify.annotations.NullMarked;
