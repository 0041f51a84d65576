/**
 * Turns the name of an image into an environment on this machine: a Python environment, the uploader, the host's
 * programs.
 */
@NullMarked
package dev.trainyard.cluster.image;

import org.jspecify.annotations.NullMarked;
