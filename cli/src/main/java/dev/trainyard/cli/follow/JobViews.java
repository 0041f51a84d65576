package dev.trainyard.cli.follow;

import dev.trainyard.cli.progress.UploadProgress;
import dev.trainyard.cli.screen.JobView;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person is shown of what is known. */
public final class JobViews {
    private static final int EXIT_BY_SIGNAL = 128;

    /** Reasons to wait that need nobody's attention. */
    private static final Set<String> ON_ITS_WAY = Set.of("", "ContainerCreating", "PodInitializing");

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
        var trainer = pod.trainer().flatMap(PodState::state);
        if (trainer.filter(state -> state.getRunning() != null).isPresent()) {
            // Also while the pod is Pending, because another of its containers is not ready yet.
            var detail = withRestarts(pod, pod.progress().text()) + "  "
                    + troubleBeside(pod).orElse("");
            return new JobView.Replica(name, "Running", detail.strip());
        }
        var terminated = trainer.flatMap(state -> Optional.ofNullable(state.getTerminated()));
        if (terminated.isPresent()) {
            var succeeded = terminated.get().getExitCode() == 0;
            return new JobView.Replica(
                    name,
                    succeeded ? "Succeeded" : "Failed",
                    succeeded ? pod.progress().text() : ending(pod, terminated.get()));
        }
        var waiting = waiting(pod);
        if (waiting.isPresent()) {
            return new JobView.Replica(
                    name, waitingState(waiting.get().getState().getWaiting()), waitingDetail(pod, waiting.get()));
        }
        var detail = Optional.ofNullable(pod.pod().getStatus())
                .flatMap(status -> Optional.ofNullable(status.getMessage()))
                .or(pod::unschedulable)
                .or(pod::warning);
        return new JobView.Replica(name, pod.phase(), detail.orElse(""));
    }

    /** The container that keeps the trainer from running: one that prepares it, or the trainer itself. */
    private static Optional<ContainerStatus> waiting(PodState pod) {
        return pod.training()
                .filter(status -> PodState.waiting(status)
                        .filter(waiting -> !"PodInitializing".equals(waiting.getReason()))
                        .isPresent())
                .findFirst();
    }

    /** Why a container that the trainer does not need cannot start. */
    private static Optional<String> troubleBeside(PodState pod) {
        return pod.others()
                .flatMap(status -> PodState.waiting(status)
                        .filter(waiting -> !isOnItsWay(waiting))
                        .map(waiting -> pod.of(status.getName(), waiting.getReason() + message(waiting, ": ")))
                        .stream())
                .findFirst();
    }

    private static boolean isOnItsWay(ContainerStateWaiting waiting) {
        return Optional.ofNullable(waiting.getReason())
                .map(ON_ITS_WAY::contains)
                .orElse(true);
    }

    private static String waitingState(ContainerStateWaiting waiting) {
        return isOnItsWay(waiting) ? "Pending" : waiting.getReason();
    }

    private static String waitingDetail(PodState pod, ContainerStatus status) {
        var waiting = status.getState().getWaiting();
        var message = message(waiting, "");
        if (ImagePull.isTold(message)) {
            return "";
        }
        if (!message.isEmpty()) {
            return pod.of(status.getName(), message);
        }
        return pod.warning().or(() -> troubleBeside(pod)).orElse("");
    }

    /** The first line of the kubelet's message after this text; empty if no message has it. */
    private static String message(ContainerStateWaiting waiting, String before) {
        return Optional.ofNullable(waiting.getMessage())
                .flatMap(text -> text.lines().findFirst())
                .stream()
                .filter(line -> !line.isEmpty())
                .map(line -> before + line)
                .collect(Collectors.joining());
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
                    if (container.getRunning() != null) {
                        return "waits for the training to end";
                    }
                    return Optional.ofNullable(container.getWaiting())
                            .filter(waiting -> !isOnItsWay(waiting))
                            .map(waiting -> waiting.getReason() + message(waiting, "  "))
                            .orElse("Pending");
                })
                .orElse("Pending");
    }

    private JobViews() {}
}
