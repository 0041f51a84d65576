/** Bounds what clients of the operator's ports can use: exchanges at once, the time of each, and connections. */
@NullMarked
package dev.trainyard.operator.serving;

import org.jspecify.annotations.NullMarked;
