package dev.trainyard.cli.follow;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import java.util.Comparator;
import java.util.Optional;

/** What a job's end means to a shell. */
public final class Outcome {
    /** Ended by Ctrl-C, as every program. */
    public static final int INTERRUPTED = 130;

    /**
     * 0 for a job that has succeeded; for one that has failed the exit code of the trainer that failed first, and 1
     * where none has one (a deadline, a failed upload, a pod that never started).
     */
    public static int exitCode(RunState state) {
        if (state.is("Succeeded")) {
            return 0;
        }
        return firstFailure(state)
                .flatMap(Outcome::trainerEnd)
                .map(ContainerStateTerminated::getExitCode)
                .orElse(1);
    }

    /** The replica whose trainer failed first: when one dies the others follow, and their complaints are no cause. */
    static Optional<PodState> firstFailure(RunState state) {
        return state.replicas().stream()
                .filter(pod ->
                        trainerEnd(pod).filter(end -> end.getExitCode() != 0).isPresent())
                .min(Comparator.comparing(pod -> trainerEnd(pod)
                        .map(ContainerStateTerminated::getFinishedAt)
                        .orElse("")));
    }

    /** How the trainer of a pod ended, now or before its last restart. */
    static Optional<ContainerStateTerminated> trainerEnd(PodState pod) {
        return pod.trainer()
                .flatMap(status -> PodState.state(status)
                        .flatMap(state -> Optional.ofNullable(state.getTerminated()))
                        .or(() -> Optional.ofNullable(status.getLastState())
                                .flatMap(state -> Optional.ofNullable(state.getTerminated()))));
    }

    private Outcome() {}
}
