/** An S3 object store on loopback over a folder, so that the first run needs no account. */
@NullMarked
package dev.trainyard.cluster.objectstore;

import org.jspecify.annotations.NullMarked;
