/** Which cluster a command talks to, and the connection to it. */
@NullMarked
package dev.trainyard.cli.connection;

import org.jspecify.annotations.NullMarked;
