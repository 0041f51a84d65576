/** The commands: options in, lines and an exit code out. */
@NullMarked
package dev.trainyard.cli.command;

import org.jspecify.annotations.NullMarked;
