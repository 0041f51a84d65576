package dev.trainyard.cluster.node.lifecycle;

import java.time.Duration;

/** A duration as Kubernetes' own messages show it. */
public final class GoDuration {
    private GoDuration() {}

    /** In whole seconds: {@code 10s}, {@code 1m20s}. */
    public static String text(Duration duration) {
        return duration.toMinutes() > 0
                ? "%dm%ds".formatted(duration.toMinutes(), duration.toSecondsPart())
                : duration.toSeconds() + "s";
    }
}
