package dev.trainyard.operator.artifacts;

import dev.trainyard.operator.pods.ContainerState.Waiting;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.Optional;

/**
 * Why a container of the uploader cannot start, in the kubelet's words and with what to do. The operator itself never
 * reads a Secret: it needs no right to.
 */
final class BlockedUploader {
    static Optional<String> why(ReplicaPod pod) {
        return pod.waiting()
                .filter(container -> container.name().equals(Injection.PREPARE)
                        || container.name().equals(Injection.UPLOADER))
                .flatMap(container -> reason(container).stream())
                .findFirst();
    }

    private static Optional<String> reason(PodContainer container) {
        if (!(container.state() instanceof Waiting(var reason, var message))) {
            return Optional.empty();
        }
        return switch (reason) {
            case "CreateContainerConfigError" ->
                Optional.of(
                        "%s cannot start: %s. Create it with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or correct spec.credentialsSecret of the ArtifactStore and make the job again"
                                .formatted(container.name(), message));
            case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" ->
                Optional.of("%s cannot start: %s: %s. Correct spec.image of the ArtifactStore and make the job again"
                        .formatted(container.name(), reason, message));
            default -> Optional.empty();
        };
    }

    private BlockedUploader() {}
}
