/** What an API object may look like: structure, defaults and validation of built-in kinds and of custom resources. */
@NullMarked
package dev.trainyard.cluster.schema;

import org.jspecify.annotations.NullMarked;
