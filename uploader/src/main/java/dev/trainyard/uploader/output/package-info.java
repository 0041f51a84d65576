/** The output folder, opened so that a link in it leads nowhere else. */
@NullMarked
package dev.trainyard.uploader.output;

import org.jspecify.annotations.NullMarked;
