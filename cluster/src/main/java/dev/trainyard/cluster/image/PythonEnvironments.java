package dev.trainyard.cluster.image;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.image.Interpreters.Interpreter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Python environments, each made once for its contents and kept. A folder {@code <key>} is whole when it holds the file
 * {@code complete}, which is renamed into place last; without it, the folder is what a broken attempt has left, and is
 * made again. The environment cannot be moved after it is made (its scripts name its path), so the folder itself is not
 * what gets renamed. Beside it, {@code <key>.hashes} says which files it was made of: an environment that is made again
 * is made of the same.
 */
final class PythonEnvironments {
    private static final String COMPLETE = "complete";
    private static final String HASHES = ".hashes";
    private static final int MOST_TRIED = 2;

    private final Path cache;
    private final Map<String, String> settings;
    private final Map<String, ReentrantLock> making = new ConcurrentHashMap<>();
    private volatile List<Interpreter> interpreters = List.of();

    PythonEnvironments(Path cache) {
        this(cache, Map.of());
    }

    /** @param settings pip's, as variables of its environment */
    PythonEnvironments(Path cache, Map<String, String> settings) {
        this.cache = cache;
        this.settings = settings;
    }

    Optional<Environment> present(PythonRecipe recipe) throws ImageProblem {
        try {
            for (var interpreter : suitable(recipe)) {
                var folder = cache.resolve(recipe.key(interpreter.version()));
                if (Files.exists(folder.resolve(COMPLETE))) {
                    return Optional.of(environment(folder, interpreter));
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    Environment obtain(String image, PythonRecipe recipe, Consumer<Progress> progress)
            throws ImageProblem, InterruptedException {
        var present = present(recipe);
        if (present.isPresent()) {
            return present.get();
        }
        var suitable = suitable(recipe);
        ImageProblem last = null;
        for (var interpreter : suitable.subList(0, Math.min(suitable.size(), MOST_TRIED))) {
            try {
                return make(image, recipe, interpreter, progress);
            } catch (NoSuchPackage problem) {
                // Another interpreter may have a wheel where this one has none.
                last = new ImageProblem(String.valueOf(problem.getMessage()));
            }
        }
        throw last != null ? last : new ImageProblem("no interpreter was tried");
    }

    /** A requirement that this interpreter cannot have. */
    static final class NoSuchPackage extends Exception {
        private static final long serialVersionUID = 1L;

        NoSuchPackage(String message) {
            super(message);
        }
    }

    private Environment make(String image, PythonRecipe recipe, Interpreter interpreter, Consumer<Progress> progress)
            throws ImageProblem, NoSuchPackage, InterruptedException {
        var key = recipe.key(interpreter.version());
        var folder = cache.resolve(key);
        // A file lock keeps other processes out, but throws for a second thread of this one.
        var lock = making.computeIfAbsent(key, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            Files.createDirectories(cache);
            try (var channel = FileChannel.open(
                            cache.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(folder.resolve(COMPLETE))) {
                    Folders.delete(folder);
                    try {
                        new Pip(image, folder, interpreter, progress, cache.resolve(key + HASHES), settings)
                                .install(recipe);
                    } catch (ImageProblem | NoSuchPackage | InterruptedException | IOException e) {
                        Folders.delete(folder);
                        throw e;
                    }
                    var mark = Files.writeString(folder.resolve(COMPLETE + ".new"), image + "\n");
                    Files.move(mark, folder.resolve(COMPLETE), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return environment(folder, interpreter);
        } catch (IOException e) {
            throw new ImageProblem(
                    "the environment of image \"%s\" cannot be made in %s: %s".formatted(image, cache, e));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Those that will do. Where none does, the machine is asked again: its user may have done what the message said.
     */
    private List<Interpreter> suitable(PythonRecipe recipe) throws ImageProblem, InterruptedException {
        try {
            return suitable(recipe, interpreters);
        } catch (ImageProblem _) {
            interpreters = Interpreters.all();
            return suitable(recipe, interpreters);
        }
    }

    private static List<Interpreter> suitable(PythonRecipe recipe, List<Interpreter> found) throws ImageProblem {
        if (found.isEmpty()) {
            throw new ImageProblem(
                    "this machine has no Python 3, which images are made with: install it (Debian, Ubuntu:"
                            + " apt install python3 python3-venv; Fedora: dnf install python3)");
        }
        var fitting = found.stream()
                .filter(interpreter -> recipe.oldest().isEmpty()
                        || interpreter
                                .version()
                                .within(recipe.oldest().get(), recipe.newest().orElseThrow()))
                .sorted(Comparator.comparingInt(interpreter -> preference(interpreter.version())))
                .toList();
        if (fitting.isEmpty()) {
            var versions = found.stream()
                    .map(interpreter -> interpreter.version().toString())
                    .distinct();
            throw new ImageProblem(
                    "the image needs Python %s to %s, and this machine has %s: install one that fits (pyenv"
                                    .formatted(
                                            recipe.oldest().orElseThrow(),
                                            recipe.newest().orElseThrow(),
                                            versions.collect(Collectors.joining(", ")))
                            + " install " + recipe.newest().orElseThrow() + ", or uv python install "
                            + recipe.newest().orElseThrow() + ")");
        }
        var able = fitting.stream().filter(Interpreter::makesEnvironments).toList();
        if (able.isEmpty()) {
            var python = fitting.getFirst();
            throw new ImageProblem(
                    "%s has no venv module, which images are made with: install it (Debian, Ubuntu: apt install python%s-venv)"
                            .formatted(python.executable(), python.version()));
        }
        return able;
    }

    /** Packages have wheels for the middle-aged versions first: 3.12, 3.11, 3.13, 3.10, then the rest. */
    private static int preference(PythonVersion version) {
        var order = List.of(12, 11, 13, 10);
        var place = order.indexOf(version.minor());
        return place >= 0 ? place : order.size() + Math.abs(version.minor() - 12);
    }

    private static Environment environment(Path folder, Interpreter interpreter) {
        var folders = new ArrayList<Path>(List.of(folder));
        if (!interpreter.prefix().startsWith("/usr")) {
            folders.add(interpreter.prefix());
        }
        return new Environment(
                folder.getFileName().toString(),
                List.copyOf(folders),
                ImageConfig.of(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin",
                        "VIRTUAL_ENV",
                        folder.toString())));
    }
}
