/** Reads objects that Go clients send in the Kubernetes protobuf encoding; everything behind it works on JSON trees. */
@NullMarked
package dev.trainyard.cluster.protobuf;

import org.jspecify.annotations.NullMarked;
