/** Makes and keeps the cluster's own certificate authority and the certificates that it signs. */
@NullMarked
package dev.trainyard.cluster.pki;

import org.jspecify.annotations.NullMarked;
