/** Trainyard's own types, {@code trainyard.dev/v1alpha1}, and the labels and annotations that the rooms agree on. */
@NullMarked
package dev.trainyard.api.trainyard;

import org.jspecify.annotations.NullMarked;
