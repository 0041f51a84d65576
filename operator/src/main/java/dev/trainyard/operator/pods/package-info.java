/** What the operator reads of a pod: the few facts that decisions are made from. */
@NullMarked
package dev.trainyard.operator.pods;

import org.jspecify.annotations.NullMarked;
