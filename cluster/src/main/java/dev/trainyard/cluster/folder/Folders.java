package dev.trainyard.cluster.folder;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Removes folders that containers have written in. */
public final class Folders {
    /** Linux takes no path of more than 4,096 bytes, and a character can have four. */
    private static final int LONGEST_PATH = 900;

    private static final int TRIES = 100;

    private Folders() {}

    /**
     * Removes the folder and all below it, whatever its permissions and however deep; links are removed, never
     * followed. Does nothing if it does not exist. A file that another process removes meanwhile is not an error: a
     * run's folder and its pod's may be on their way at once.
     */
    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            return;
        }
        var unfinished = new ArrayDeque<Path>(List.of(folder));
        var tries = 0;
        while (!unfinished.isEmpty()) {
            var current = unfinished.element();
            try {
                var inner = empty(current);
                for (var below : inner) {
                    unfinished.push(below.toString().length() < LONGEST_PATH ? below : up(below, folder));
                }
                if (inner.isEmpty()) {
                    Files.deleteIfExists(current);
                    unfinished.remove();
                }
            } catch (NoSuchFileException e) {
                unfinished.remove();
            } catch (DirectoryNotEmptyException e) {
                // Somebody else removes it too, and has moved a deep folder up here.
                tries++;
                if (tries > TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Deletes the files of a folder, and returns the folders in it. */
    private static List<Path> empty(Path folder) throws IOException {
        open(folder);
        var inner = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    inner.add(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        }
        return inner;
    }

    /** Moves a folder whose path grows too long. */
    private static Path up(Path deep, Path folder) throws IOException {
        open(deep); // Its entry for the folder above changes too.
        return Files.move(deep, folder.resolve("." + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void open(Path folder) throws IOException {
        if (!Files.isWritable(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
