/** How far a training is, read from what it logs. */
@NullMarked
package dev.trainyard.cli.progress;

import org.jspecify.annotations.NullMarked;
