package dev.trainyard.cli.follow;

import dev.trainyard.cli.progress.UploadProgress;
import dev.trainyard.cli.screen.JobView;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Comparator;
import java.util.Optional;

/** What a person is shown of what is known. */
public final class JobViews {
    private static final int EXIT_BY_SIGNAL = 128;

    /** The picture of a job of this kind and name. */
    public static JobView of(String kind, String name, RunState state) {
        return new JobView(
                kind,
                name,
                state.images().values().stream()
                        .sorted(Comparator.comparing(ImagePull::since).thenComparing(ImagePull::image))
                        .map(pull -> new JobView.Image(pull.image(), pull.fraction(), pull.elapsed()))
                        .toList(),
                state.replicas().stream().map(JobViews::replica).toList(),
                upload(state));
    }

    private static JobView.Replica replica(PodState pod) {
        var name = Replicas.name(pod.pod());
        var waiting = waiting(pod);
        if (waiting.isPresent()) {
            return new JobView.Replica(name, waitingState(waiting.get()), waitingDetail(pod, waiting.get()));
        }
        var terminated =
                pod.trainer().flatMap(PodState::state).flatMap(state -> Optional.ofNullable(state.getTerminated()));
        if (terminated.isPresent()) {
            var succeeded = terminated.get().getExitCode() == 0;
            return new JobView.Replica(
                    name,
                    succeeded ? "Succeeded" : "Failed",
                    succeeded ? pod.progress().text() : ending(pod, terminated.get()));
        }
        if (isTraining(pod)) {
            // Also while the pod is Pending, because another of its containers is not ready yet.
            return new JobView.Replica(
                    name, "Running", withRestarts(pod, pod.progress().text()));
        }
        var detail = Optional.ofNullable(pod.pod().getStatus())
                .flatMap(status -> Optional.ofNullable(status.getMessage()))
                .or(pod::unschedulable)
                .or(pod::warning);
        return new JobView.Replica(name, pod.phase(), detail.orElse(""));
    }

    private static boolean isTraining(PodState pod) {
        return pod.trainer()
                .flatMap(PodState::state)
                .filter(state -> state.getRunning() != null)
                .isPresent();
    }

    /** The container that keeps the pod from running: one that prepares it, or the trainer. */
    private static Optional<ContainerStateWaiting> waiting(PodState pod) {
        return pod.training()
                .flatMap(status -> PodState.state(status).stream())
                .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
                .filter(waiting -> !"PodInitializing".equals(waiting.getReason()))
                .findFirst();
    }

    private static String waitingState(ContainerStateWaiting waiting) {
        var reason = Optional.ofNullable(waiting.getReason()).orElse("");
        return reason.isEmpty() || reason.equals("ContainerCreating") ? "Pending" : reason;
    }

    private static String waitingDetail(PodState pod, ContainerStateWaiting waiting) {
        var message = Optional.ofNullable(waiting.getMessage()).orElse("");
        if (ImagePull.isTold(message)) {
            return "";
        }
        return message.isEmpty() ? pod.warning().orElse("") : firstLine(message);
    }

    private static String ending(PodState pod, ContainerStateTerminated terminated) {
        var reason = "OOMKilled".equals(terminated.getReason())
                ? "out of memory"
                : terminated.getExitCode() > EXIT_BY_SIGNAL
                        ? "killed by signal " + (terminated.getExitCode() - EXIT_BY_SIGNAL)
                        : "exit code " + terminated.getExitCode();
        var last = pod.progress().lastLine();
        return last.isEmpty() ? reason : reason + "  " + last;
    }

    private static String withRestarts(PodState pod, String text) {
        var restarts = pod.trainer().map(ContainerStatus::getRestartCount).orElse(0);
        return restarts == 0 ? text : (text + "  (restarts: " + restarts + ")").strip();
    }

    private static Optional<JobView.Upload> upload(RunState state) {
        var pod = state.replicas().stream()
                .filter(replica -> replica.pod().getSpec().getContainers().stream()
                        .anyMatch(container -> container.getName().equals(Replicas.UPLOADER)))
                .findFirst();
        return pod.map(replica -> new JobView.Upload(
                uploadText(state, replica),
                uploaded(state).or(() -> replica.upload().progress()),
                replica.upload().trouble()));
    }

    /** The figures of the finished upload, which the job's status has even when the log is gone. */
    private static Optional<UploadProgress> uploaded(RunState state) {
        return state.artifacts()
                .filter(artifacts -> artifacts.phase().equals("Uploaded"))
                .flatMap(artifacts -> artifacts
                        .files()
                        .flatMap(files ->
                                artifacts.bytes().map(bytes -> new UploadProgress(files, files, bytes, bytes, true))));
    }

    private static String uploadText(RunState state, PodState pod) {
        var failed = state.artifacts().filter(artifacts -> artifacts.phase().equals("Failed"));
        if (failed.isPresent()) {
            return "Failed  " + failed.get().message().orElse("");
        }
        return pod.uploader()
                .flatMap(PodState::state)
                .map(container -> {
                    if (container.getTerminated() != null) {
                        return container.getTerminated().getExitCode() == 0
                                ? "Succeeded"
                                : "Failed  exit code "
                                        + container.getTerminated().getExitCode();
                    }
                    return container.getRunning() != null ? "waits for the training to end" : "Pending";
                })
                .orElse("Pending");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private JobViews() {}
}
