package dev.trainyard.cluster.node;

import dev.trainyard.cluster.image.Environment;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Confinement;
import dev.trainyard.cluster.node.container.ContainerSpec;
import dev.trainyard.cluster.node.container.HostRoot;
import dev.trainyard.cluster.node.container.Mount;
import dev.trainyard.cluster.node.environment.ContainerEnvironment;
import dev.trainyard.cluster.node.volume.PodVolumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that goes into the start of one container, put together into what the shim needs. */
record ContainerLaunch(
        Pod pod,
        Container container,
        Environment image,
        ContainerEnvironment environment,
        List<PodVolumes.Mounted> volumes,
        PodSetup setup,
        Attempt attempt,
        Duration restartDelay) {
    private static final long SHM_BYTES = 64L << 20;
    private static final String DEFAULT_TERMINATION_LOG = "/dev/termination-log";

    ContainerSpec spec(Limits limits, long logMaxBytes, AgentRights rights) throws SecurityProblem {
        var confinement = Security.of(pod, container, image.config().user(), rights);
        return new ContainerSpec(
                environment.argv(image.config().entrypoint(), image.config().cmd()),
                advice(),
                variables(confinement),
                Optional.ofNullable(container.getWorkingDir())
                        .filter(folder -> !folder.isEmpty())
                        .or(image.config()::workingDir)
                        .orElse("/"),
                HostsFile.hostname(pod),
                confinement,
                attempt.rootfs().toString(),
                mounts(),
                gpus().isEmpty() ? List.of() : HostRoot.gpuDevices(),
                limits.groups(
                        container, pod.getMetadata().getUid() + "-" + container.getName() + "-" + attempt.number()),
                attempt.log().toString(),
                logMaxBytes,
                Security.readOnlyRoot(container),
                stopSignal(),
                SHM_BYTES,
                limits.tasksOfOne(),
                restartDelay.toMillis());
    }

    /** Why the first of the args was taken for a program, if it was. */
    private String advice() {
        return environment.command().isEmpty() && image.config().entrypoint().isEmpty()
                ? ("The container gives no command, and the entry of image \"%s\" in images.yaml has no entrypoint,"
                                + " so the first of its args was taken for the program: give one of the two")
                        .formatted(container.getImage())
                : "";
    }

    private List<String> gpus() {
        return setup.gpus().getOrDefault(container.getName(), List.of());
    }

    private Map<String, String> variables(Confinement confinement) {
        var all = new LinkedHashMap<String, String>();
        all.put("HOME", confinement.uid() == 0 ? "/root" : "/");
        all.put("HOSTNAME", HostsFile.hostname(pod));
        all.put("LANG", "C.UTF-8");
        all.putAll(image.config().env());
        // Without it, CUDA would see every GPU of the host, whoever holds it.
        all.put("CUDA_VISIBLE_DEVICES", String.join(",", gpus()));
        all.putAll(environment.variables());
        return all;
    }

    private List<Mount> mounts() {
        var target = Optional.ofNullable(container.getTerminationMessagePath())
                .filter(path -> !path.isEmpty())
                .orElse(DEFAULT_TERMINATION_LOG);
        var own = Stream.of(
                Mount.writable(setup.hosts(), "/etc/hosts"), Mount.writable(attempt.terminationLog(), target));
        var images = image.folders().stream().map(folder -> Mount.readOnly(folder, folder.toString()));
        var mounted = volumes.stream()
                .map(volume -> Mount.part(volume.source(), volume.subPath(), volume.target(), volume.readOnly()));
        var all = new ArrayList<Mount>(HostRoot.mounts());
        Stream.of(images, own, mounted).flatMap(mounts -> mounts).forEach(all::add);
        return all;
    }

    private String stopSignal() {
        return Optional.ofNullable(container.getLifecycle())
                .map(lifecycle -> lifecycle.getStopSignal())
                .orElse("SIGTERM");
    }
}
