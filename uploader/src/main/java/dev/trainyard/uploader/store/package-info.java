/** Where a run's files go: what is asked of a store, and S3. */
@NullMarked
package dev.trainyard.uploader.store;

import org.jspecify.annotations.NullMarked;
