package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.image.Environment;
import dev.trainyard.cluster.image.ImageProblem;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Launch;
import dev.trainyard.cluster.node.environment.ContainerEnvironment;
import dev.trainyard.cluster.node.environment.MissingReference;
import dev.trainyard.cluster.node.lifecycle.BackOff;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.lifecycle.GoDuration;
import dev.trainyard.cluster.node.volume.PodVolumes;
import dev.trainyard.cluster.node.volume.VolumeProblem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One start of a container, from its image to its running command, or to why there is none.
 *
 * @param imageDelay how long was waited for the image before this start, zero if it is not known to be missing
 * @param progress told how far the image is
 */
record ContainerStart(
        NodeTools tools,
        Pod pod,
        Container container,
        Attempt attempt,
        Duration restartDelay,
        PodSetup setup,
        Duration imageDelay,
        Consumer<String> progress) {
    private static final Duration RETRY = Duration.ofSeconds(20);

    /** What came of it. */
    sealed interface Outcome {
        /** It runs, or has ended already. */
        record Begun() implements Outcome {}

        /**
         * It does not run; to be tried again.
         *
         * @param imageDelay how long the image is waited for, zero if it is there
         */
        record Failed(Current.Stuck stuck, Duration imageDelay) implements Outcome {}
    }

    Outcome run() {
        try {
            var image = image();
            var sources = tools.references().of(pod.getMetadata().getNamespace());
            var environment = ContainerEnvironment.of(pod, container, tools.downwardApi(pod), sources);
            var mounts = PodVolumes.mounts(container, setup.volumes(), environment.variables())
                    .toList();
            var launch = new ContainerLaunch(pod, container, image, environment, mounts, setup, attempt, restartDelay);
            var spec = launch.spec(tools.limits(), tools.config().logMaxBytes(), tools.rights());
            if (spec.argv().isEmpty()) {
                return failed(
                        "CreateContainerError",
                        ("no command is given, and image \"%1$s\" has none: set command of container \"%2$s\", or"
                                        + " entrypoint of the image's entry in images.yaml")
                                .formatted(container.getImage(), container.getName()));
            }
            Folders.delete(attempt.folder());
            return launched(tools.shim().start(attempt, spec));
        } catch (ImageProblem problem) {
            return noImage(String.valueOf(problem.getMessage()));
        } catch (MissingReference | VolumeProblem | SecurityProblem problem) {
            return failed("CreateContainerConfigError", String.valueOf(problem.getMessage()));
        } catch (IOException problem) {
            return failed("CreateContainerError", problem.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("CreateContainerError", "the node agent was stopped");
        }
    }

    private Outcome launched(Launch launch) throws IOException, InterruptedException {
        return switch (launch) {
            case Launch.Started _ -> {
                events().normal("Created", "Container created");
                events().normal("Started", "Container started");
                new Hooks(tools, pod, container, attempt).postStart();
                yield new Outcome.Begun();
            }
            case Launch.Failed failed -> {
                events().warning("Failed", "Error: " + failed.message());
                yield new Outcome.Begun();
            }
            case Launch.Refused refused -> {
                Folders.delete(attempt.folder());
                yield failed("CreateContainerError", refused.message());
            }
        };
    }

    private Environment image() throws ImageProblem, InterruptedException {
        var name = container.getImage();
        var present = tools.images().present(name);
        if (present.isPresent()) {
            events().normal("Pulled", "Container image \"%s\" already present on machine".formatted(name));
            return present.get();
        }
        events().normal("Pulling", "Pulling image \"%s\"".formatted(name));
        var began = Instant.now();
        var image = tools.images()
                .obtain(
                        name,
                        step -> progress.accept("image %s → Python environment, %s".formatted(name, step.text())));
        var took = GoDuration.text(Duration.between(began, Instant.now()).plusSeconds(1));
        events().normal("Pulled", "Successfully pulled image \"%s\" in %s".formatted(name, took));
        return image;
    }

    private Outcome failed(String reason, String message) {
        events().warning("Failed", "Error: " + message);
        return new Outcome.Failed(
                new Current.Stuck(reason, message, Instant.now().plus(RETRY)), Duration.ZERO);
    }

    private Outcome noImage(String message) {
        events().warning("Failed", "Failed to pull image \"%s\": %s".formatted(container.getImage(), message));
        var delay = BackOff.KUBELET.next(imageDelay, Duration.ZERO);
        var reason = imageDelay.isZero() ? "ErrImagePull" : "ImagePullBackOff";
        return new Outcome.Failed(
                new Current.Stuck(reason, message, Instant.now().plus(delay)), delay);
    }

    private NodeEvents.About events() {
        return tools.events().container(pod, container);
    }
}
