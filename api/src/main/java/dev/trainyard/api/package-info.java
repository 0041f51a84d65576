/** How the types of the API are read from and written to JSON and YAML. */
@NullMarked
package dev.trainyard.api;

import org.jspecify.annotations.NullMarked;
