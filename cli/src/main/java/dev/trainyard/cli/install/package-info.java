/** The operator on a cluster: what is installed, and how it is brought there and taken away. */
@NullMarked
package dev.trainyard.cli.install;

import org.jspecify.annotations.NullMarked;
