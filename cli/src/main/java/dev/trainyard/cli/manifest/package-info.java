/** Manifests: read from files, and brought to a cluster. */
@NullMarked
package dev.trainyard.cli.manifest;

import org.jspecify.annotations.NullMarked;
