/**
 * What the scheduler and the controllers see of a cluster: small views of its objects, kept current by shared watches.
 */
@NullMarked
package dev.trainyard.cluster.view;

import org.jspecify.annotations.NullMarked;
