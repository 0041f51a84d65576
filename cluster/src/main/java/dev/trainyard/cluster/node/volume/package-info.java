/** Makes a pod's volumes folders of the host, keeps their contents up to date, and says where containers see them. */
@NullMarked
package dev.trainyard.cluster.node.volume;

import org.jspecify.annotations.NullMarked;
