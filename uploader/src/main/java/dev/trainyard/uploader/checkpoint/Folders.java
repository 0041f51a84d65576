package dev.trainyard.uploader.checkpoint;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the folders in which a checkpoint can appear: empty ones too, since a trainer renames into them. */
final class Folders extends SimpleFileVisitor<Path> {
    private final Set<Path> found = new HashSet<>();

    /** A folder and all that are in it; links are not followed. */
    static Set<Path> in(Path folder) throws IOException {
        var folders = new Folders();
        Files.walkFileTree(folder, folders);
        return Set.copyOf(folders.found);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        found.add(folder);
        return FileVisitResult.CONTINUE;
    }

    /** It may be gone since its folder was read. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
