package dev.trainyard.cluster.node.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The parts of root's rights, by the numbers that Linux gives them. */
public final class Capabilities {
    private static final List<String> NAMES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    /** containerd's usual ones, without MKNOD and NET_RAW: pods share the host's network, and have their devices. */
    static final List<Integer> USUAL = numbers(List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "NET_BIND_SERVICE",
            "SYS_CHROOT",
            "AUDIT_WRITE",
            "SETFCAP"));

    /** All that there are, and those that later kernels may have. */
    public static final List<Integer> ALL =
            IntStream.range(0, Long.SIZE).boxed().toList();

    private static final String EVERY = "ALL";

    private Capabilities() {}

    /** The usual ones with these added and then those dropped; {@code ALL} stands for every one. Names are known. */
    public static List<Integer> of(List<String> added, List<String> dropped) {
        var kept = new TreeSet<>(plain(added).contains(EVERY) ? ALL : USUAL);
        kept.addAll(numbers(plain(added)));
        if (plain(dropped).contains(EVERY)) {
            // As containerd does: what is added by its name stays.
            kept.clear();
            kept.addAll(numbers(plain(added)));
        }
        numbers(plain(dropped)).forEach(kept::remove);
        return new ArrayList<>(kept);
    }

    /** The first of the names that is no capability. */
    public static Optional<String> unknown(List<String> names) {
        return names.stream()
                .filter(name -> !NAMES.containsAll(plain(List.of(name)))
                        && !plain(List.of(name)).contains(EVERY))
                .findFirst();
    }

    private static List<String> plain(List<String> names) {
        return names.stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""))
                .toList();
    }

    private static List<Integer> numbers(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(EVERY))
                .map(NAMES::indexOf)
                .sorted()
                .toList();
    }
}
