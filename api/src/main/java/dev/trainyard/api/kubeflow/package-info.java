/** The types of {@code kubeflow.org/v1}, as Training Operator v1.9 publishes them. */
@NullMarked
package dev.trainyard.api.kubeflow;

import org.jspecify.annotations.NullMarked;
