package dev.trainyard.cluster.node.lifecycle;

import java.time.Duration;

/**
 * How long a container that ends again and again waits before its next start. As with a kubelet: the first restart is
 * immediate, then the base, doubled each time up to a limit; a run that lasted longer than twice the limit starts anew.
 *
 * @param base the first delay, 10 s with a kubelet
 * @param limit the longest, 5 min with a kubelet
 */
public record BackOff(Duration base, Duration limit) {
    public static final BackOff KUBELET = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** The delay after the run that follows one whose delay was {@code previous} and that lasted {@code ran}. */
    public Duration next(Duration previous, Duration ran) {
        if (previous.isZero() || ran.compareTo(limit.multipliedBy(2)) > 0) {
            return base;
        }
        var doubled = previous.multipliedBy(2);
        return doubled.compareTo(limit) > 0 ? limit : doubled;
    }
}
