package dev.trainyard.operator.logs;

import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.stream.Stream;

/**
 * A log that a kubelet has.
 *
 * @param pod the pod's name
 * @param container the container's name
 * @param previous whether it is that of the instance before the last
 */
public record ContainerLog(String pod, String container, boolean previous) {
    /** Those of a pod's trainer; none as long as it has not started. */
    public static Stream<ContainerLog> of(ReplicaPod pod) {
        return pod.trainer().stream()
                .flatMap(trainer ->
                        instances(trainer).map(previous -> new ContainerLog(pod.name(), trainer.name(), previous)));
    }

    /** What its file is called. */
    public String file() {
        return pod + (previous ? ".previous" : "") + ".log.gz";
    }

    /** While a container waits to be started again, the instance that has ended is still its last one. */
    private static Stream<Boolean> instances(PodContainer trainer) {
        boolean restarted = trainer.lastEnd().isPresent();
        return switch (trainer.state()) {
            case ContainerState.Waiting _ -> restarted ? Stream.of(false) : Stream.empty();
            case ContainerState.Running _, ContainerState.Ended _ ->
                restarted ? Stream.of(false, true) : Stream.of(false);
        };
    }
}
