/** Makes the cluster match each training job. */
@NullMarked
package dev.trainyard.operator;

import org.jspecify.annotations.NullMarked;
