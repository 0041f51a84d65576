package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.container.Cgroup;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Holds containers to their limits for memory, CPU and processes, through whatever control groups this machine lets us
 * make: version 2 where it is delegated to us, version 1 as root, or none.
 */
final class Limits {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final long CPU_PERIOD = 100_000;
    private static final int MAX_PROCESSES = 32_768;

    private final Kind kind;

    /** The control groups of a machine. */
    private sealed interface Kind {
        /** @param parent the group below which ours are made */
        record Unified(Path parent) implements Kind {}

        record Split() implements Kind {}

        /** @param why for a person */
        record None(String why) implements Kind {}
    }

    private Limits(Kind kind) {
        this.kind = kind;
    }

    /** Finds out by making and removing a group. */
    static Limits find() {
        if (Files.exists(CGROUPS.resolve("cgroup.controllers"))) {
            return new Limits(unified());
        }
        var trial = "trainyard/trial-" + UUID.randomUUID();
        for (var controller : List.of("memory", "cpu", "pids")) {
            if (!canMake(CGROUPS.resolve(controller).resolve(trial))) {
                return new Limits(
                        new Kind.None(
                                "this user may not make control groups: run as root, or on a machine with cgroup v2 and delegation"));
            }
        }
        return new Limits(new Kind.Split());
    }

    private static Kind unified() {
        var why =
                "the control group of this process is not delegated to its user: start it with systemd-run --user --scope"
                        + " -p Delegate=yes";
        try {
            var own = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .filter(line -> line.startsWith("0::"))
                    .map(line -> line.substring("0::/".length()))
                    .findFirst();
            if (own.isEmpty()) {
                return new Kind.None(why);
            }
            // A group with processes of its own may not hand controllers down (but the root may): so ours stand beside
            // it.
            var current = CGROUPS.resolve(own.get());
            var parent = current.equals(CGROUPS)
                    ? current
                    : current.resolveSibling("").normalize();
            var controllers = Files.readString(parent.resolve("cgroup.subtree_control"));
            if (!controllers.contains("memory") && Files.isWritable(parent.resolve("cgroup.subtree_control"))) {
                Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory +cpu +pids");
                controllers = Files.readString(parent.resolve("cgroup.subtree_control"));
            }
            var trial = parent.resolve("trainyard-trial-" + UUID.randomUUID());
            return controllers.contains("memory") && canMake(trial) ? new Kind.Unified(parent) : new Kind.None(why);
        } catch (IOException e) {
            return new Kind.None(why);
        }
    }

    private static boolean canMake(Path group) {
        try {
            Files.createDirectories(group);
            var writable = Files.isWritable(group.resolve("cgroup.procs"));
            Files.delete(group);
            return writable;
        } catch (IOException e) {
            return false;
        }
    }

    /** Why limits are not kept on this machine; empty if they are. */
    Optional<String> unenforced() {
        return kind instanceof Kind.None none ? Optional.of(none.why()) : Optional.empty();
    }

    /** The groups for a container; none if it sets no limits or the machine keeps none. */
    List<Cgroup> groups(Container container, String id) {
        var limits =
                container.getResources() == null || container.getResources().getLimits() == null
                        ? Map.<String, Quantity>of()
                        : container.getResources().getLimits();
        var memory = Optional.ofNullable(limits.get("memory")).map(Quantity::getNumericalAmount);
        var cpu = Optional.ofNullable(limits.get("cpu")).map(Quantity::getNumericalAmount);
        return switch (kind) {
            case Kind.None _ -> List.of();
            case Kind.Unified unified -> {
                var files = new LinkedHashMap<String, String>();
                memory.ifPresent(amount -> files.put("memory.max", whole(amount)));
                cpu.ifPresent(amount -> files.put("cpu.max", quota(amount) + " " + CPU_PERIOD));
                files.put("pids.max", Integer.toString(MAX_PROCESSES));
                yield List.of(
                        new Cgroup(unified.parent().resolve("trainyard-" + id).toString(), files));
            }
            case Kind.Split _ -> {
                var groups = new ArrayList<Cgroup>();
                memory.ifPresent(
                        amount -> groups.add(split("memory", id, Map.of("memory.limit_in_bytes", whole(amount)))));
                cpu.ifPresent(amount -> groups.add(split("cpu", id, ordered(amount))));
                groups.add(split("pids", id, Map.of("pids.max", Integer.toString(MAX_PROCESSES))));
                yield List.copyOf(groups);
            }
        };
    }

    private static Map<String, String> ordered(BigDecimal cpu) {
        var files = new LinkedHashMap<String, String>();
        files.put("cpu.cfs_period_us", Long.toString(CPU_PERIOD));
        files.put("cpu.cfs_quota_us", quota(cpu));
        return files;
    }

    private static Cgroup split(String controller, String id, Map<String, String> files) {
        return new Cgroup(
                CGROUPS.resolve(controller).resolve("trainyard").resolve(id).toString(), files);
    }

    private static String whole(BigDecimal amount) {
        return Long.toString(amount.longValue());
    }

    /** The kernel's least is a hundredth of a period. */
    private static String quota(BigDecimal cpu) {
        return Long.toString(
                Math.max(1000, cpu.multiply(BigDecimal.valueOf(CPU_PERIOD)).longValue()));
    }
}
