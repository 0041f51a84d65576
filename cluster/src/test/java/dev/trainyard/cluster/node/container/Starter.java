package dev.trainyard.cluster.node.container;

import dev.trainyard.cluster.image.Interpreters;
import dev.trainyard.cluster.node.container.Confinement.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways in which containers are kept from the host. */
enum Starter {
    ROOT_WITH_USER_NAMESPACES(Users.OWN),
    ROOT(Users.HOST),
    ORDINARY_USER(Users.HOST);

    private static final int SOMEBODY = 12345;

    final Users users;

    Starter(Users users) {
        this.users = users;
    }

    /** Those that the user who runs the tests can test. */
    static Stream<Starter> all() {
        return isRoot() ? Stream.of(values()) : Stream.of(ORDINARY_USER);
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Confinement usual() {
        return Confinement.usual(users);
    }

    /** A shim that runs as this user. */
    Shim shim(Path folder) throws IOException, InterruptedException {
        var python = Interpreters.forTools().orElseThrow();
        if (this != ORDINARY_USER || !isRoot()) {
            return new Shim(Optional.of(python), folder.resolve("shim"));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var wrapper = Files.writeString(
                folder.resolve("python"),
                "#!/bin/sh\n[ \"$4\" = run ] && chown -R %1$d:%1$d \"$5\"\nexec setpriv --reuid=%1$d --regid=%1$d --clear-groups %2$s \"$@\"\n"
                        .formatted(SOMEBODY, python));
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Shim(Optional.of(wrapper), folder.resolve("shim"));
    }

    /** Makes a folder that belongs to who runs the shim. */
    Path folder(Path path) throws IOException {
        Files.createDirectories(path);
        if (this == ORDINARY_USER && isRoot()) {
            Files.setAttribute(path, "unix:uid", SOMEBODY);
            Files.setAttribute(path, "unix:gid", SOMEBODY);
        }
        return path;
    }

    ContainerSpec spec(Attempt attempt, Confinement confinement, List<Mount> mounts, String... argv) {
        var all = new ArrayList<>(HostRoot.mounts());
        all.addAll(mounts);
        return new ContainerSpec(
                List.of(argv),
                "",
                Map.of("PATH", "/usr/bin:/bin"),
                "/",
                "attacker",
                confinement,
                attempt.rootfs().toString(),
                all,
                List.of(),
                List.of(),
                attempt.log().toString(),
                1 << 20,
                false,
                "SIGTERM",
                1 << 20,
                10_000,
                0);
    }
}
