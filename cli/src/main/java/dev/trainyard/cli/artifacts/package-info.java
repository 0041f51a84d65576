/** Artifacts of runs: found in their store, listed, and fetched with their checksums proved. */
@NullMarked
package dev.trainyard.cli.artifacts;

import org.jspecify.annotations.NullMarked;
