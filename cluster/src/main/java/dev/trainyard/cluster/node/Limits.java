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
 * Holds containers to their limits for memory, CPU and processes, and all of them together to what the machine can
 * spare, through whatever control groups this machine lets us make: version 2 where it is delegated to us, version 1 as
 * root, or none.
 */
final class Limits {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");
    private static final String ALL = "trainyard";
    private static final long CPU_PERIOD = 100_000;
    /** More than any machine has, and what the kernel still takes: it counts pages, and nanoseconds. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1L << 60);

    private static final BigDecimal MOST_CPU = BigDecimal.valueOf(1L << 40);
    private static final String NOT_ROOT =
            "this user may not make control groups: run as root, or on a machine with cgroup v2 and delegation";
    private static final String NOT_DELEGATED =
            "the control group of this process is not delegated to its user: start it with systemd-run --user --scope"
                    + " -p Delegate=yes";

    private final Kind kind;
    private final Machine machine;

    /** The control groups of a machine. */
    sealed interface Kind {
        /**
         * One tree for all controllers.
         *
         * @param all the group of all containers
         * @param swap whether the kernel accounts for swap
         */
        record Unified(Path all, boolean swap) implements Kind {}

        /** A tree for each controller. */
        record Split() implements Kind {}

        /**
         * None that we may use.
         *
         * @param why for a person
         */
        record None(String why) implements Kind {}
    }

    Limits(Kind kind, Machine machine) {
        this.kind = kind;
        this.machine = machine;
    }

    /** Finds out by making a group, and putting a process into it. */
    static Limits find(Machine machine) throws InterruptedException {
        try {
            var kind = Files.exists(CGROUPS.resolve("cgroup.controllers")) ? unified(machine) : split(machine);
            return new Limits(kind, machine);
        } catch (IOException e) {
            return new Limits(new Kind.None("control groups cannot be made here: " + e), machine);
        }
    }

    private static Kind split(Machine machine) throws IOException, InterruptedException {
        for (var controller : CONTROLLERS) {
            if (!canUse(CGROUPS.resolve(controller).resolve(ALL))) {
                return new Kind.None(NOT_ROOT);
            }
        }
        Files.writeString(split("memory").resolve("memory.limit_in_bytes"), Long.toString(machine.memoryOfAll()));
        Files.writeString(split("pids").resolve("pids.max"), Long.toString(machine.tasksOfAll()));
        return new Kind.Split();
    }

    private static Kind unified(Machine machine) throws IOException, InterruptedException {
        var own = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::"))
                .map(line -> line.substring("0::/".length()))
                .findFirst();
        if (own.isEmpty()) {
            return new Kind.None(NOT_DELEGATED);
        }
        // A group with processes of its own may not hand controllers down (but the root may): so ours stands beside it.
        var current = CGROUPS.resolve(own.get());
        var parent =
                current.equals(CGROUPS) ? current : current.resolveSibling("").normalize();
        var all = parent.resolve(ALL);
        if (!handDown(parent) || !canMake(all) || !handDown(all) || !canUse(all)) {
            return new Kind.None(NOT_DELEGATED);
        }
        Files.writeString(all.resolve("memory.max"), Long.toString(machine.memoryOfAll()));
        Files.writeString(all.resolve("pids.max"), Long.toString(machine.tasksOfAll()));
        return new Kind.Unified(all, Files.exists(all.resolve("memory.swap.max")));
    }

    /** Lets the groups below this one have controllers. */
    private static boolean handDown(Path group) {
        var control = group.resolve("cgroup.subtree_control");
        try {
            if (!Files.readString(control).contains("memory")
                    || !Files.readString(control).contains("pids")) {
                Files.writeString(control, "+memory +cpu +pids");
            }
            var handedDown = List.of(Files.readString(control).strip().split(" "));
            return handedDown.containsAll(CONTROLLERS);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canMake(Path group) {
        try {
            Files.createDirectories(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process can be put into a group below this one. */
    private static boolean canUse(Path group) throws InterruptedException {
        var trial = group.resolve("trial-" + UUID.randomUUID());
        try {
            Files.createDirectories(trial);
            var process = new ProcessBuilder("sleep", "60").start();
            try {
                Files.writeString(trial.resolve("cgroup.procs"), Long.toString(process.pid()));
                return true;
            } finally {
                process.destroyForcibly().waitFor();
                Files.delete(trial);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Why limits are not kept on this machine; empty if they are. */
    Optional<String> unenforced() {
        return kind instanceof Kind.None none ? Optional.of(none.why()) : Optional.empty();
    }

    /** How many processes and threads one user may have in a container, where there is no group to count them. */
    long tasksOfOne() {
        return machine.tasksOfOne();
    }

    /** The groups for a container; none if the machine keeps no limits. */
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
                if (unified.swap()) {
                    files.put("memory.swap.max", "0"); // What is over the limit is to be killed, not to thrash.
                }
                files.put("memory.oom.group", "1");
                cpu.ifPresent(amount -> files.put("cpu.max", quota(amount) + " " + CPU_PERIOD));
                files.put("pids.max", Long.toString(machine.tasksOfOne()));
                yield List.of(new Cgroup(unified.all().resolve(id).toString(), files));
            }
            case Kind.Split _ -> {
                var groups = new ArrayList<Cgroup>();
                groups.add(split(
                        "memory",
                        id,
                        memory.map(amount -> Map.of("memory.limit_in_bytes", whole(amount)))
                                .orElse(Map.of())));
                cpu.ifPresent(amount -> groups.add(split("cpu", id, ordered(amount))));
                groups.add(split("pids", id, Map.of("pids.max", Long.toString(machine.tasksOfOne()))));
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

    private static Path split(String controller) {
        return CGROUPS.resolve(controller).resolve(ALL);
    }

    private static Cgroup split(String controller, String id, Map<String, String> files) {
        return new Cgroup(split(controller).resolve(id).toString(), files);
    }

    private static String whole(BigDecimal amount) {
        return Long.toString(amount.min(MOST).longValue());
    }

    /** The kernel's least is a hundredth of a period. */
    private static String quota(BigDecimal cpu) {
        return Long.toString(Math.max(
                1000, cpu.multiply(BigDecimal.valueOf(CPU_PERIOD)).min(MOST_CPU).longValue()));
    }
}
