/**
 * The operator's half of {@code docs/formats/run.md}: puts the uploader into the chief pod, tells it how the trainer
 * ended, and reads what became of the upload. Pure: no client, no clock, no I/O.
 */
@NullMarked
package dev.trainyard.operator.artifacts;

import org.jspecify.annotations.NullMarked;
