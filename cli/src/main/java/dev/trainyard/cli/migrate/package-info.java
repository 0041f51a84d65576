/** What would change for the jobs of a cluster that runs Training Operator v1. */
@NullMarked
package dev.trainyard.cli.migrate;

import org.jspecify.annotations.NullMarked;
