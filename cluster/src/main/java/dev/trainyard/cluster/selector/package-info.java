/** Label and field selectors: parses them and matches objects against them. */
@NullMarked
package dev.trainyard.cluster.selector;

import org.jspecify.annotations.NullMarked;
