/** The sidecar: sees DONE, moves /output to the store, leaves. */
@NullMarked
package dev.trainyard.uploader;

import org.jspecify.annotations.NullMarked;
