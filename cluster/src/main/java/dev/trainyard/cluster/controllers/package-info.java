/**
 * Keeps the promises that a Kubernetes API makes beyond storing objects: owners, namespaces, volumes, events and nodes
 * come and go in order.
 */
@NullMarked
package dev.trainyard.cluster.controllers;

import org.jspecify.annotations.NullMarked;
