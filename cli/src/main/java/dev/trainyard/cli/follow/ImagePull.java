package dev.trainyard.cli.follow;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image being made ready on the local cluster, as its node tells it in the message of the waiting container;
 * {@code docs/formats/local-cluster.md} has the form.
 *
 * @param image the image
 * @param fraction from 0 to 1
 * @param since when it was first heard of
 * @param last when it was last heard of
 */
record ImagePull(String image, double fraction, Instant since, Instant last) {
    private static final Pattern MESSAGE =
            Pattern.compile("^image (\\S+) → [^,]*, (?:(\\d{1,3}) % )?\\((?:\\w+, )?(\\d{1,9}) s\\)");

    /** What a container's status says of its image at this time. */
    static Optional<ImagePull> of(ContainerStatus container, Instant at) {
        return PodState.state(container)
                .flatMap(state -> Optional.ofNullable(state.getWaiting()))
                .flatMap(waiting -> Optional.ofNullable(waiting.getMessage()))
                .map(MESSAGE::matcher)
                .filter(Matcher::find)
                .map(match -> new ImagePull(
                        match.group(1),
                        match.group(2) == null ? 0 : Integer.parseInt(match.group(2)) / 100.0,
                        at.minusSeconds(Long.parseLong(match.group(3))),
                        at));
    }

    /** Whether a waiting container's message tells of its image. */
    static boolean isTold(String message) {
        return MESSAGE.matcher(message).find();
    }

    ImagePull at(double newFraction, Instant now) {
        return new ImagePull(image, Math.max(fraction, newFraction), since, now);
    }

    Duration elapsed() {
        return Duration.between(since, last);
    }
}
