package dev.trainyard.cluster.node;

import dev.trainyard.cluster.image.Environment;
import dev.trainyard.cluster.image.ImageProblem;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.FolderWatch;
import dev.trainyard.cluster.node.container.Launch;
import dev.trainyard.cluster.node.environment.ContainerEnvironment;
import dev.trainyard.cluster.node.environment.DownwardApi;
import dev.trainyard.cluster.node.environment.MissingReference;
import dev.trainyard.cluster.node.lifecycle.Action;
import dev.trainyard.cluster.node.lifecycle.BackOff;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Ended;
import dev.trainyard.cluster.node.probe.ContainerProbes;
import dev.trainyard.cluster.node.volume.Folders;
import dev.trainyard.cluster.node.volume.PodVolumes;
import dev.trainyard.cluster.node.volume.VolumeProblem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container of a pod: starts and stops its runs, and tells where it is. What lasts is on disk, in the folder of
 * each {@link Attempt}; what is kept here is only what is under way.
 */
final class ContainerWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final long KILL_MILLIS = 2000;

    private final NodeTools tools;
    private final Path folder;
    private final Runnable changed;
    private Pod pod;
    private Container container;

    private @Nullable Attempt latest;
    private @Nullable Ended latestEnd;
    private @Nullable Ended previousEnd;
    private @Nullable String starting;
    private Current.@Nullable Stuck stuck;
    private Duration imageDelay = Duration.ZERO;
    private boolean stopping;
    private @Nullable ContainerProbes probes;
    private FolderWatch.@Nullable Subscription watch;
    private CountDownLatch ended = new CountDownLatch(1);

    /** @param folder holds one folder per run; runs that are found there are taken over */
    ContainerWorker(NodeTools tools, Pod pod, Container container, Path folder, Runnable changed) throws IOException {
        this.tools = tools;
        this.pod = pod;
        this.container = container;
        this.folder = folder;
        this.changed = changed;
        adopt();
    }

    private void adopt() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Integer> numbers;
        try (Stream<Path> runs = Files.list(folder)) {
            numbers = runs.map(run -> Integer.parseInt(run.getFileName().toString()))
                    .sorted()
                    .collect(Collectors.toList());
        }
        while (!numbers.isEmpty()) {
            var attempt = attempt(numbers.getLast());
            if (attempt.revoke() || attempt.phase() instanceof Attempt.Phase.NeverStarted) {
                Folders.delete(attempt.folder());
                numbers.removeLast();
            } else {
                latest = attempt;
                break;
            }
        }
        if (latest != null && latest.number() > 0 && numbers.contains(latest.number() - 1)) {
            previousEnd = attempt(latest.number() - 1).phase() instanceof Attempt.Phase.Ended end
                    ? end(attempt(latest.number() - 1), end)
                    : null;
        }
    }

    private Attempt attempt(int number) {
        return new Attempt(folder.resolve(Integer.toString(number)), number);
    }

    synchronized void update(Pod newPod, Container newContainer) {
        pod = newPod;
        container = newContainer;
    }

    /** Something that it may have been waiting for has appeared. */
    synchronized void retryNow() {
        if (stuck != null) {
            stuck = new Current.Stuck(stuck.reason(), stuck.message(), Instant.MIN);
        }
    }

    /** Looks at the disk and at what is under way. */
    synchronized ContainerObservation observe() {
        var last = Optional.ofNullable(previousEnd);
        if (latest == null) {
            return new ContainerObservation(pending().orElseGet(Current.Untouched::new), 0, last, "", "");
        }
        var current = latestEnd == null ? look(latest) : exited(latest, latestEnd);
        if (latestEnd != null && pending().isPresent()) {
            return new ContainerObservation(
                    pending().get(), latest.number(), Optional.of(latestEnd), imageId(), id(latest));
        }
        return new ContainerObservation(current, latest.number(), last, imageId(), id(latest));
    }

    private Optional<Current> pending() {
        return starting != null ? Optional.of(new Current.Starting(starting)) : Optional.ofNullable(stuck);
    }

    private Current look(Attempt attempt) {
        return switch (attempt.phase()) {
            case Attempt.Phase.Runs runs -> {
                watch(attempt);
                var seen = probes(attempt);
                yield new Current.Running(
                        runs.running().startedAt(), seen.started(), seen.ready(), seen.unhealthy(), stopping);
            }
            case Attempt.Phase.Ended end -> {
                latestEnd = end(attempt, end);
                settle(attempt);
                yield exited(attempt, latestEnd);
            }
            case Attempt.Phase.Starting _ -> {
                watch(attempt);
                yield new Current.Starting("");
            }
            case Attempt.Phase.NeverStarted _ -> new Current.Untouched();
        };
    }

    private Current exited(Attempt attempt, Ended end) {
        var delay = attempt.spec()
                .map(spec -> Duration.ofMillis(spec.restartDelayMillis()))
                .orElse(Duration.ZERO);
        return new Current.Exited(end, delay);
    }

    private Ended end(Attempt attempt, Attempt.Phase.Ended end) {
        return new Ended(end.exit(), TerminationMessage.read(attempt, container, end.exit()), id(attempt));
    }

    private String id(Attempt attempt) {
        return "trainyard://" + pod.getMetadata().getUid() + "." + container.getName() + "." + attempt.number();
    }

    private String imageId() {
        return "trainyard://" + container.getImage();
    }

    private void watch(Attempt attempt) {
        if (watch == null) {
            watch = tools.exits().watch(attempt.folder(), () -> {
                if (Files.exists(attempt.folder().resolve("exit.json"))) {
                    ended.countDown();
                }
                changed.run();
            });
            // It may have ended just before anyone listened.
            if (!(attempt.phase() instanceof Attempt.Phase.Runs)) {
                changed.run();
            }
        }
    }

    private ContainerProbes probes(Attempt attempt) {
        var running = probes;
        if (running == null) {
            running = new ContainerProbes(container, attempt, tools.prober(), new ContainerProbes.Listener() {
                @Override
                public void changed() {
                    changed.run();
                }

                @Override
                public void failed(String message) {
                    tools.events().container(pod, container.getName(), true, "Unhealthy", message);
                }
            });
            probes = running;
        }
        return running;
    }

    /** After an end: nothing of the run is needed any more but its log and its last words. */
    private void settle(Attempt attempt) {
        ended.countDown();
        stopping = false;
        if (probes != null) {
            probes.close();
            probes = null;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
        Thread.ofVirtual().start(() -> {
            try {
                Folders.delete(attempt.rootfs());
            } catch (IOException e) {
                LOG.warn("{} could not be removed: {}", attempt.rootfs(), e.toString());
            }
        });
    }

    /** Starts a run beside the caller; {@link #observe} tells how that goes. */
    synchronized void start(Action.Start action, Map<String, PodVolumes.Ready> volumes, Path hosts, List<String> gpus) {
        starting = "";
        stuck = null;
        var attempt = attempt(action.number());
        Thread.ofVirtual().name("start-" + container.getName()).start(() -> {
            var outcome = tryStart(attempt, action.restartDelay(), volumes, hosts, gpus);
            synchronized (this) {
                starting = null;
                outcome.ifPresentOrElse(problem -> stuck = problem, () -> begun(attempt));
            }
            changed.run();
        });
    }

    private void begun(Attempt attempt) {
        if (latestEnd != null) {
            previousEnd = latestEnd;
        }
        latest = attempt;
        latestEnd = null;
        imageDelay = Duration.ZERO;
        ended = new CountDownLatch(1);
    }

    private Optional<Current.Stuck> tryStart(
            Attempt attempt,
            Duration restartDelay,
            Map<String, PodVolumes.Ready> volumes,
            Path hosts,
            List<String> gpus) {
        var name = container.getName();
        try {
            var image = image();
            var downward = new DownwardApi(pod, tools.allocatable());
            var environment = ContainerEnvironment.of(
                    pod,
                    container,
                    downward,
                    tools.references().of(pod.getMetadata().getNamespace()));
            var mounts = PodVolumes.mounts(container, volumes, environment.variables())
                    .toList();
            var launch =
                    new ContainerLaunch(pod, container, image, environment, mounts, hosts, gpus, attempt, restartDelay);
            var spec = launch.spec(tools.limits(), tools.config().logMaxBytes());
            if (spec.argv().isEmpty()) {
                return stuck(
                        "CreateContainerError",
                        "no command is given, and image \"" + container.getImage() + "\" has none",
                        RETRY);
            }
            Folders.delete(attempt.folder());
            return switch (tools.shim().start(attempt, spec)) {
                case Launch.Started _ -> {
                    tools.events().container(pod, name, false, "Created", "Container created");
                    tools.events().container(pod, name, false, "Started", "Container started");
                    postStart(attempt);
                    yield Optional.empty();
                }
                case Launch.Failed failed -> {
                    tools.events().container(pod, name, true, "Failed", "Error: " + failed.message());
                    yield Optional.empty();
                }
                case Launch.Refused refused -> {
                    Folders.delete(attempt.folder());
                    yield stuck("CreateContainerError", refused.message(), RETRY);
                }
            };
        } catch (ImageProblem problem) {
            return noImage(String.valueOf(problem.getMessage()));
        } catch (MissingReference | VolumeProblem problem) {
            return stuck("CreateContainerConfigError", String.valueOf(problem.getMessage()), RETRY);
        } catch (IOException problem) {
            return stuck("CreateContainerError", problem.toString(), RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return stuck("CreateContainerError", "the node agent was stopped", Duration.ZERO);
        }
    }

    private Optional<Current.Stuck> stuck(String reason, String message, Duration retry) {
        tools.events().container(pod, container.getName(), true, "Failed", "Error: " + message);
        return Optional.of(new Current.Stuck(reason, message, Instant.now().plus(retry)));
    }

    private Optional<Current.Stuck> noImage(String message) {
        var again = !imageDelay.isZero();
        imageDelay = BackOff.KUBELET.next(imageDelay, Duration.ZERO);
        tools.events()
                .container(
                        pod,
                        container.getName(),
                        true,
                        "Failed",
                        "Failed to pull image \"%s\": %s".formatted(container.getImage(), message));
        var reason = again ? "ImagePullBackOff" : "ErrImagePull";
        return Optional.of(new Current.Stuck(reason, message, Instant.now().plus(imageDelay)));
    }

    private Environment image() throws ImageProblem, InterruptedException {
        var name = container.getImage();
        var present = tools.images().present(name);
        if (present.isPresent()) {
            tools.events()
                    .container(
                            pod,
                            container.getName(),
                            false,
                            "Pulled",
                            "Container image \"%s\" already present on machine".formatted(name));
            return present.get();
        }
        tools.events().container(pod, container.getName(), false, "Pulling", "Pulling image \"%s\"".formatted(name));
        var began = Instant.now();
        var image = tools.images().obtain(name, progress -> {
            synchronized (this) {
                starting = "image %s → Python environment, %s".formatted(name, progress.text());
            }
            changed.run();
        });
        tools.events()
                .container(
                        pod,
                        container.getName(),
                        false,
                        "Pulled",
                        "Successfully pulled image \"%s\" in %s"
                                .formatted(name, shown(Duration.between(began, Instant.now()))));
        return image;
    }

    /** As Go shows it: {@code 1m48s}. */
    private static String shown(Duration took) {
        var seconds = Math.max(1, took.toSeconds());
        return (seconds < 60 ? "" : seconds / 60 + "m") + seconds % 60 + "s";
    }

    private void postStart(Attempt attempt) throws InterruptedException {
        var hook = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getPostStart();
        if (hook != null) {
            run(hook, attempt, Duration.ofMinutes(2), "FailedPostStartHook");
        }
    }

    /** Asks the run to end, and sees that it does; returns at once. */
    synchronized void stop(Action.Stop action) {
        if (latest == null || !(latest.phase() instanceof Attempt.Phase.Runs runs)) {
            return;
        }
        stopping = true;
        var attempt = latest;
        var end = ended;
        tools.events()
                .container(pod, container.getName(), false, "Killing", "Stopping container " + container.getName());
        Thread.ofVirtual().name("stop-" + container.getName()).start(() -> {
            try {
                var deadline = Instant.now().plus(action.grace());
                preStop(attempt, action.grace());
                runs.running().init().terminate();
                var left = Duration.between(Instant.now(), deadline).toMillis();
                if (!end.await(Math.max(left, 0), TimeUnit.MILLISECONDS)) {
                    runs.running().init().kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void preStop(Attempt attempt, Duration grace) throws InterruptedException {
        var hook = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getPreStop();
        if (hook != null && !grace.isZero()) {
            run(hook, attempt, grace, "FailedPreStopHook");
        }
    }

    private void run(LifecycleHandler hook, Attempt attempt, Duration limit, String failure)
            throws InterruptedException {
        if (hook.getSleep() != null) {
            Thread.sleep(Duration.ofSeconds(Math.min(hook.getSleep().getSeconds(), limit.toSeconds())));
        } else {
            var result = hook.getExec() != null
                    ? Optional.of(tools.prober().execute(hook.getExec(), attempt, limit))
                    : hook.getHttpGet() != null
                            ? Optional.of(tools.prober().get(hook.getHttpGet(), container, limit))
                            : Optional.<dev.trainyard.cluster.node.probe.Prober.Result>empty();
            result.filter(answer -> !answer.passed())
                    .ifPresent(answer -> tools.events()
                            .container(pod, container.getName(), true, failure, "Hook failed: " + answer.text()));
        }
    }

    /** Whether its process may have gone without anyone being told, as when the shim was killed. */
    synchronized void check() {
        if (latest != null && latestEnd == null && watch != null && !(latest.phase() instanceof Attempt.Phase.Runs)) {
            changed.run();
        }
    }

    /** Ends a run for good, with no plan and no status behind it; returns when it has ended or the time is up. */
    void halt(Duration limit) throws InterruptedException {
        CountDownLatch end;
        synchronized (this) {
            if (latest == null || !(latest.phase() instanceof Attempt.Phase.Runs)) {
                return;
            }
            watch(latest);
            end = ended;
            stop(new Action.Stop(container.getName(), limit, "the cluster is going down"));
        }
        end.await(limit.toMillis() + KILL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The run whose log is meant, if there is one. */
    synchronized Optional<Attempt> run(boolean previous) {
        if (latest == null) {
            return Optional.empty();
        }
        return previous
                ? Optional.of(latest)
                        .filter(attempt -> previousEnd != null)
                        .map(attempt -> attempt(attempt.number() - 1))
                : Optional.of(latest);
    }

    /** Lets go of the container, which goes on. */
    synchronized void release() {
        if (probes != null) {
            probes.close();
        }
        if (watch != null) {
            watch.close();
        }
    }

    /** Removes the folders of runs before the last but one. */
    synchronized void prune() throws IOException {
        if (latest != null && latest.number() > 1) {
            Folders.delete(attempt(latest.number() - 2).folder());
        }
    }
}
