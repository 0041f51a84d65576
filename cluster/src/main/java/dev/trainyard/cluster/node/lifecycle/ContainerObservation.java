package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.container.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a container at one moment.
 *
 * @param current where it is
 * @param restarts how often it has been started again
 * @param last how the run before the current one ended
 * @param image what the image turned out to be, empty until it is known
 * @param containerId the id of the latest run, empty before the first
 */
public record ContainerObservation(
        Current current, int restarts, Optional<Ended> last, String image, String containerId) {

    /** A run that is over, with its last words. */
    public record Ended(Exit exit, String message, String containerId) {
        Instant finishedAt() {
            return Instant.parse(exit.finishedAt());
        }
    }

    /** Where a container is. */
    public sealed interface Current {
        /** Nothing has happened yet. */
        record Untouched() implements Current {}

        /**
         * Its image is being fetched, its root built; the message says how far that is, empty if there is nothing to
         * say.
         */
        record Starting(String message) implements Current {}

        /** It could not be started; to be tried again at that time, or when what is missing appears. */
        record Stuck(String reason, String message, Instant retryAt) implements Current {}

        /**
         * It runs.
         *
         * @param startedAt RFC 3339
         * @param started whether its startup probe has passed
         * @param ready whether its readiness probe passes
         * @param unhealthy why it has to be killed: a liveness or startup probe has failed
         * @param stopping whether it has been asked to end
         */
        record Running(String startedAt, boolean started, boolean ready, Optional<String> unhealthy, boolean stopping)
                implements Current {}

        /** It has ended; a restart waits for the delay, counted from the end. */
        record Exited(Ended ended, Duration restartDelay) implements Current {
            Instant restartAt() {
                return ended.finishedAt().plus(restartDelay);
            }
        }
    }

    public static ContainerObservation untouched() {
        return new ContainerObservation(new Current.Untouched(), 0, Optional.empty(), "", "");
    }

    boolean active() {
        return current instanceof Current.Running || current instanceof Current.Starting;
    }

    /** The end of the latest run, also while the next is being prepared. */
    Optional<Ended> latestEnd() {
        return current instanceof Current.Exited exited ? Optional.of(exited.ended()) : last;
    }

    boolean succeeded() {
        return current instanceof Current.Exited exited && exited.ended().exit().succeeded();
    }
}
