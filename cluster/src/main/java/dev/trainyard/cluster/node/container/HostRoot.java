package dev.trainyard.cluster.node.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of the host that every container sees, read-only: its programs, libraries and settings. Home folders, data,
 * sockets and other people's files are not among them; a pod that needs them says so with a {@code hostPath} volume.
 */
public final class HostRoot {
    private static final List<String> FOLDERS =
            List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "sys", "nix", "gnu");

    private HostRoot() {}

    /** The mounts, in order. */
    public static List<Mount> mounts() {
        return FOLDERS.stream()
                .map(name -> Path.of("/", name))
                .flatMap(path -> mount(path).stream())
                .toList();
    }

    private static Optional<Mount> mount(Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                var link = Files.readSymbolicLink(path).toString();
                return Optional.of(Mount.link(path, link));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Files.isDirectory(path) ? Optional.of(Mount.host(path)) : Optional.empty();
    }

    /** The names below {@code /dev} through which a container reaches the machine's GPUs. */
    public static List<String> gpuDevices() {
        try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
            return devices.map(device -> device.getFileName().toString())
                    .filter(name -> name.startsWith("nvidia") || name.equals("dri") || name.equals("infiniband"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
