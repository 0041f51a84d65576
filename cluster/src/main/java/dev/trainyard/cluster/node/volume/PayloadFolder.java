package dev.trainyard.cluster.node.volume;

import dev.trainyard.cluster.folder.CurrentUser;
import dev.trainyard.cluster.folder.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Replaces the contents of a volume at once, in the layout of a kubelet: the files lie in a fresh folder,
 * {@code ..data} points to it, and what users see are links through {@code ..data}. Renaming that one link changes all
 * files together.
 */
final class PayloadFolder {
    private static final String DATA = "..data";
    private static final int READ_BY_GROUP = 0440;

    private PayloadFolder() {}

    /**
     * Does nothing if the folder has these contents already.
     *
     * @param group may read all files, where this process may give files to groups
     */
    static void write(Path folder, Payload payload, Optional<Long> group) throws IOException {
        open(Files.createDirectories(folder));
        var data = folder.resolve(DATA);
        if (Files.exists(data) && same(data, payload)) {
            return;
        }
        var before = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
        var fresh = folder.resolve(".." + UUID.randomUUID());
        open(Files.createDirectory(fresh));
        for (var file : payload.files().entrySet()) {
            var path = fresh.resolve(file.getKey());
            var name = Path.of(file.getKey());
            for (var depth = 1; depth < name.getNameCount(); depth++) {
                open(Files.createDirectories(fresh.resolve(name.subpath(0, depth))));
            }
            Files.write(path, file.getValue().bytes());
            var mode = file.getValue().mode();
            if (group.isPresent() && CurrentUser.isRoot()) {
                Files.setAttribute(path, "unix:gid", group.get().intValue());
                mode |= READ_BY_GROUP;
            }
            Files.setPosixFilePermissions(path, permissions(mode));
        }
        var link = folder.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        linkTopLevel(folder, payload);
        if (before != null) {
            Folders.delete(before);
        }
    }

    /** The container may run as any user. */
    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void linkTopLevel(Path folder, Payload payload) throws IOException {
        var wanted = payload.files().keySet().stream()
                .map(path -> path.split("/", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        for (var name : wanted) {
            var link = folder.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (var entries = Files.list(folder)) {
            for (var entry : entries.toList()) {
                var name = entry.getFileName().toString();
                if (!name.startsWith("..") && !wanted.contains(name)) {
                    Files.delete(entry);
                }
            }
        }
    }

    private static boolean same(Path data, Payload payload) throws IOException {
        var root = data.toRealPath();
        try (var files = Files.walk(root)) {
            var present = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toSet());
            if (!present.equals(payload.files().keySet())) {
                return false;
            }
        }
        for (var file : payload.files().entrySet()) {
            if (!Arrays.equals(
                    Files.readAllBytes(root.resolve(file.getKey())),
                    file.getValue().bytes())) {
                return false;
            }
        }
        return true;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var letters = new StringBuilder();
        for (var bit = 8; bit >= 0; bit--) {
            letters.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return PosixFilePermissions.fromString(letters.toString());
    }
}
