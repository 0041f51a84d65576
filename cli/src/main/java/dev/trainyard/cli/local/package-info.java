/** The local cluster: one background process, started, found and stopped. */
@NullMarked
package dev.trainyard.cli.local;

import org.jspecify.annotations.NullMarked;
