/** What the operator tells of its work to those who watch it: Prometheus metrics and probes over HTTP. */
@NullMarked
package dev.trainyard.operator.telemetry;

import org.jspecify.annotations.NullMarked;
