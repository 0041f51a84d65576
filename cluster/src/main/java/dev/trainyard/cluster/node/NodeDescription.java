package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * This machine as a Node.
 *
 * @param name the Node's name
 * @param capacity its resources
 * @param allocatable those that pods may use
 * @param gpus its GPUs
 * @param noContainers why it cannot run containers, empty if it can
 * @param noLimits why it does not hold containers to their limits, empty if it does
 * @param logPort where its logs can be had, 0 for nowhere
 */
record NodeDescription(
        String name,
        Map<String, Quantity> capacity,
        Map<String, Quantity> allocatable,
        List<Gpus.Gpu> gpus,
        Optional<String> noContainers,
        Optional<String> noLimits,
        int logPort) {
    private static final int MAX_PODS = 110;

    static Map<String, Quantity> capacity(Path home, Machine machine, int gpus) {
        var capacity = new LinkedHashMap<String, Quantity>();
        capacity.put("cpu", new Quantity(Integer.toString(Runtime.getRuntime().availableProcessors())));
        capacity.put("memory", kib(machine.memory()));
        capacity.put("pods", new Quantity(Integer.toString(MAX_PODS)));
        try {
            capacity.put("ephemeral-storage", kib(Files.getFileStore(home).getTotalSpace()));
        } catch (IOException e) {
            capacity.put("ephemeral-storage", new Quantity("0"));
        }
        if (gpus > 0) {
            capacity.put(Gpus.RESOURCE, new Quantity(Integer.toString(gpus)));
        }
        return capacity;
    }

    /** What pods may have of it: not the memory that the rest of the machine needs. */
    static Map<String, Quantity> allocatable(Map<String, Quantity> capacity, Machine machine) {
        var allocatable = new LinkedHashMap<>(capacity);
        allocatable.put("memory", kib(machine.memoryOfAll()));
        return allocatable;
    }

    private static Quantity kib(long bytes) {
        return new Quantity(bytes / 1024 + "Ki");
    }

    Node node(Instant now) {
        var builder = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withCapacity(capacity)
                .withAllocatable(allocatable)
                .withConditions(conditions(now))
                .addNewAddress("127.0.0.1", "InternalIP")
                .addNewAddress("localhost", "Hostname")
                .withNewNodeInfo()
                .withArchitecture(architecture())
                .withBootID(read("/proc/sys/kernel/random/boot_id"))
                .withContainerRuntimeVersion("trainyard://0.1.0")
                .withKernelVersion(System.getProperty("os.version"))
                .withKubeProxyVersion("")
                .withKubeletVersion("v1.36.0+trainyard")
                .withMachineID(read("/etc/machine-id"))
                .withOperatingSystem("linux")
                .withOsImage(osImage())
                .withSystemUUID("")
                .endNodeInfo();
        if (logPort > 0) {
            builder.withNewDaemonEndpoints().withNewKubeletEndpoint(logPort).endDaemonEndpoints();
        }
        return builder.endStatus().build();
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        for (var prefix : List.of("kubernetes.io", "beta.kubernetes.io")) {
            labels.put(prefix + "/os", "linux");
            labels.put(prefix + "/arch", architecture());
        }
        labels.put("kubernetes.io/hostname", name);
        labels.putAll(Gpus.labels(gpus));
        return labels;
    }

    private List<NodeCondition> conditions(Instant now) {
        return List.of(
                condition("MemoryPressure", false, "KubeletHasSufficientMemory", "the node agent does not evict", now),
                condition("DiskPressure", false, "KubeletHasNoDiskPressure", "the node agent does not evict", now),
                condition("PIDPressure", false, "KubeletHasSufficientPID", "the node agent does not evict", now),
                condition(
                        "ContainersUnavailable",
                        noContainers.isPresent(),
                        noContainers.isPresent() ? "TrialFailed" : "TrialPassed",
                        noContainers.orElse("a trial container ran"),
                        now),
                condition(
                        "LimitsUnenforced",
                        noLimits.isPresent(),
                        noLimits.isPresent() ? "NoControlGroups" : "ControlGroups",
                        noLimits.orElse("memory, CPU and process limits are kept"),
                        now),
                condition("Ready", true, "KubeletReady", "the node agent is running", now));
    }

    private static NodeCondition condition(String type, boolean holds, String reason, String message, Instant now) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(time)
                .build();
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case String other -> other;
        };
    }

    private static String osImage() {
        try (var lines = Files.lines(Path.of("/etc/os-release"))) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        } catch (IOException e) {
            return "Linux";
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
