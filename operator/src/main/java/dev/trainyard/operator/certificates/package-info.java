/**
 * The certificates by which the API server knows our webhook: a certificate authority of our own, what it signs, and
 * when each is due to be made anew. No client and no clock.
 */
@NullMarked
package dev.trainyard.operator.certificates;

import org.jspecify.annotations.NullMarked;
