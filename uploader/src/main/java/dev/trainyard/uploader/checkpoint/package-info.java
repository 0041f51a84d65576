/** Saves checkpoints while the training goes on, and brings the newest back to a volume that has none. */
@NullMarked
package dev.trainyard.uploader.checkpoint;

import org.jspecify.annotations.NullMarked;
