/** Knows the kinds of objects that the API serves: the built-in ones, and those that CustomResourceDefinitions add. */
@NullMarked
package dev.trainyard.cluster.resource;

import org.jspecify.annotations.NullMarked;
