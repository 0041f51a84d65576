package dev.trainyard.operator.webhook;

import java.time.Duration;

/**
 * What the callers of the webhook can use together. Anybody who reaches the port is a caller.
 *
 * @param exchanges at once; one more ends the oldest
 * @param time for each exchange
 * @param smallBody the largest body, in bytes, that counts as small
 * @param largeBodies that are in memory at once; one more ends the oldest
 * @param decided the largest sum of bodies, in bytes, that are decided on at once; others wait
 * @param patience how long a body waits for its decision to begin
 */
record AdmissionLimits(int exchanges, Duration time, int smallBody, int largeBodies, int decided, Duration patience) {
    /** A little more than an API server takes as an object: of a new pod there is no old one to go with it. */
    static final int LARGEST_BODY = 4 << 20;

    /** docs/decisions/0546: these fit into the memory of the chart. No API server waits longer than 30 seconds. */
    static final AdmissionLimits DEFAULT =
            new AdmissionLimits(256, Duration.ofSeconds(30), 64 << 10, 8, 2 * LARGEST_BODY, Duration.ofSeconds(5));
}
