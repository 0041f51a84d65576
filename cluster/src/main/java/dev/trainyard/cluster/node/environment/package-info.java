/** Works out the environment, the command and the downward API values of a container; pure functions. */
@NullMarked
package dev.trainyard.cluster.node.environment;

import org.jspecify.annotations.NullMarked;
