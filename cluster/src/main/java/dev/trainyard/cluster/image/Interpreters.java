package dev.trainyard.cluster.image;

import dev.trainyard.cluster.folder.CurrentUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Python interpreters of this machine. */
public final class Interpreters {
    private static final Pattern NAME = Pattern.compile("python3(\\.\\d+)?");
    private static final String QUESTION = "import sys, importlib.util as u;"
            + "print(sys.version_info[0], sys.version_info[1], int(u.find_spec('venv') is not None"
            + " and u.find_spec('ensurepip') is not None), sys.executable, sys.base_prefix, sep='\\n')";

    private Interpreters() {}

    /**
     * An interpreter.
     *
     * @param executable the real program, no wrapper
     * @param prefix the folder with its library
     * @param makesEnvironments whether it has the venv module
     */
    record Interpreter(Path executable, Path prefix, PythonVersion version, boolean makesEnvironments) {}

    /** The Python that the node's own programs run with: the system's, else the first one found. */
    public static Optional<Path> forTools() throws InterruptedException {
        for (var candidate : (Iterable<Path>) candidates()::iterator) {
            var found = ask(candidate);
            if (found.isPresent()) {
                return Optional.of(found.get().executable());
            }
        }
        return Optional.empty();
    }

    /** All that are found: the system's, those on PATH, pyenv's and uv's; the same program once. */
    static List<Interpreter> all() throws InterruptedException {
        var found = new ArrayList<Interpreter>();
        for (var candidate : (Iterable<Path>) candidates()::iterator) {
            var interpreter = ask(candidate);
            if (interpreter.isPresent()
                    && found.stream()
                            .noneMatch(other -> other.prefix()
                                            .equals(interpreter.get().prefix())
                                    && other.version().equals(interpreter.get().version()))) {
                found.add(interpreter.get());
            }
        }
        return found;
    }

    private static Stream<Path> candidates() {
        var home = CurrentUser.home(System.getenv());
        var pyenv =
                Optional.ofNullable(System.getenv("PYENV_ROOT")).map(Path::of).orElse(home.resolve(".pyenv"));
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1);
        return Stream.of(
                        named(Path.of("/usr/bin")),
                        named(Path.of("/usr/local/bin")),
                        below(pyenv.resolve("versions")),
                        below(home.resolve(".local/share/uv/python")),
                        Stream.of(path)
                                .filter(folder -> folder.startsWith("/") && !folder.endsWith("/shims"))
                                .flatMap(folder -> named(Path.of(folder))))
                .flatMap(paths -> paths);
    }

    private static Stream<Path> below(Path versions) {
        return list(versions).flatMap(version -> named(version.resolve("bin")));
    }

    private static Stream<Path> named(Path folder) {
        return list(folder)
                .filter(file -> NAME.matcher(file.getFileName().toString()).matches());
    }

    private static Stream<Path> list(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Stream.empty(); // Not there, or not for this user: then it is no use either.
        }
    }

    private static Optional<Interpreter> ask(Path candidate) throws InterruptedException {
        try {
            var process = new ProcessBuilder(candidate.toString(), "-I", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0 || answer.size() != 5) {
                return Optional.empty();
            }
            var version = new PythonVersion(Integer.parseInt(answer.get(0)), Integer.parseInt(answer.get(1)));
            return Optional.of(new Interpreter(
                    Path.of(answer.get(3)),
                    Path.of(answer.get(4)),
                    version,
                    answer.get(2).equals("1")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
