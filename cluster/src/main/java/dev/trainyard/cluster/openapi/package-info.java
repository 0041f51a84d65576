/** The OpenAPI v3 documents that tell kubectl which fields and parameters the server knows. */
@NullMarked
package dev.trainyard.cluster.openapi;

import org.jspecify.annotations.NullMarked;
