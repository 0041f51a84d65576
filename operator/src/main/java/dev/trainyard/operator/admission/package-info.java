/**
 * What becomes of a pod that is no training job's and asks for an uploader: what the webhook answers when it is made,
 * and what its uploader is told while it lives. Pure: no client, no clock, no I/O.
 */
@NullMarked
package dev.trainyard.operator.admission;

import org.jspecify.annotations.NullMarked;
