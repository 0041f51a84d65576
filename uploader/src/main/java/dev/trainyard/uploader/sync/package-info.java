/** Brings the store up to what is in the output folder, and says in a manifest what that was. */
@NullMarked
package dev.trainyard.uploader.sync;

import org.jspecify.annotations.NullMarked;
