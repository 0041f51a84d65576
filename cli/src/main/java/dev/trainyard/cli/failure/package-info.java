/** What went wrong, in a sentence for a person. */
@NullMarked
package dev.trainyard.cli.failure;

import org.jspecify.annotations.NullMarked;
