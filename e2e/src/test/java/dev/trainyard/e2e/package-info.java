/** What a user sees, told as scenarios on a running cluster: ours, or a real control plane with our parts attached. */
@NullMarked
package dev.trainyard.e2e;

import org.jspecify.annotations.NullMarked;
