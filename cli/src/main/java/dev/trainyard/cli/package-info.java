/** The trainyard command; puts the rooms together. */
@NullMarked
package dev.trainyard.cli;

import org.jspecify.annotations.NullMarked;
