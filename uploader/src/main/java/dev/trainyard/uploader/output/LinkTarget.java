package dev.trainyard.uploader.output;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a link in the output folder leads. Links are read here and not followed: what comes of them is a path without
 * links, which is opened as every other. So a link that changes meanwhile leads nowhere.
 */
public final class LinkTarget {
    /** As Linux has it. */
    private static final int MOST = 40;

    /**
     * The path in the folder, which is empty for the folder itself; nothing if the link leads out.
     *
     * @throws IOException if the link leads to nothing, or to itself
     */
    public static Optional<String> of(OutputFolder folder, String path) throws IOException {
        var left = new ArrayDeque<Path>();
        push(left, Path.of(path));
        var done = new ArrayList<Path>();
        var links = 0;
        while (!left.isEmpty()) {
            var name = left.pop();
            switch (name.toString()) {
                case "", "." -> {}
                case ".." -> {
                    if (done.isEmpty()) {
                        return Optional.empty();
                    }
                    done.removeLast();
                }
                default -> {
                    done.add(name);
                    var here = folder.path(joined(done));
                    if (!Files.readAttributes(here, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isSymbolicLink()) {
                        continue;
                    }
                    links++;
                    if (links > MOST) {
                        throw new FileSystemLoopException(path);
                    }
                    var target = folder.readLink(joined(done));
                    done.removeLast();
                    if (target.isAbsolute()) {
                        var inside = inside(folder, target);
                        if (inside.isEmpty()) {
                            return Optional.empty();
                        }
                        target = inside.get();
                        done.clear();
                    }
                    push(left, target);
                }
            }
        }
        return Optional.of(joined(done));
    }

    /**
     * The path in the folder that the link itself names, whatever is there; nothing if that is not in the folder.
     *
     * @throws IOException if there is no link
     */
    public static Optional<String> named(OutputFolder folder, String path) throws IOException {
        var target = folder.readLink(path);
        return (target.isAbsolute()
                        ? inside(folder, target)
                        : Optional.of(Path.of(path).resolveSibling(target)))
                .map(Path::normalize)
                .filter(inside -> !inside.startsWith(".."))
                .map(Path::toString);
    }

    /** The trainer has the folder at the same place. */
    private static Optional<Path> inside(OutputFolder folder, Path target) throws IOException {
        if (target.startsWith(folder.folder())) {
            return Optional.of(folder.folder().relativize(target));
        }
        var real = folder.folder().toRealPath();
        return target.startsWith(real) ? Optional.of(real.relativize(target)) : Optional.empty();
    }

    private static void push(ArrayDeque<Path> left, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            left.push(path.getName(i));
        }
    }

    private static String joined(List<Path> names) {
        return names.stream().map(Path::toString).collect(Collectors.joining("/"));
    }

    private LinkTarget() {}
}
