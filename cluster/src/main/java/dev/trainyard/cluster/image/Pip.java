package dev.trainyard.cluster.image;

import dev.trainyard.cluster.image.Interpreters.Interpreter;
import dev.trainyard.cluster.image.PythonEnvironments.NoSuchPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes one environment with {@code venv} and fills it with {@code pip}, with whatever settings pip has on this
 * machine.
 */
final class Pip {
    private static final int LINES_KEPT = 200;

    private final String image;
    private final Path folder;
    private final Interpreter interpreter;
    private final PipProgress progress;

    Pip(String image, Path folder, Interpreter interpreter, Consumer<Progress> progress) {
        this.image = image;
        this.folder = folder;
        this.interpreter = interpreter;
        this.progress = new PipProgress(progress, System::nanoTime);
    }

    void install(PythonRecipe recipe) throws IOException, ImageProblem, NoSuchPackage, InterruptedException {
        var created = run(List.of(interpreter.executable().toString(), "-I", "-m", "venv", folder.toString()));
        if (created.exitCode() != 0) {
            throw new ImageProblem("no Python environment can be made for image \"%s\": %s. %s"
                    .formatted(
                            image,
                            created.lastWords(),
                            PipFailure.of(created.lines()).fix()));
        }
        if (!recipe.requirements().isEmpty()) {
            installBest(recipe.requirements());
        }
    }

    /**
     * All requirements in one go, so that pip finds versions that fit together; what cannot be had gives way to its
     * alternative.
     */
    private void installBest(List<List<String>> requirements)
            throws IOException, ImageProblem, NoSuchPackage, InterruptedException {
        var left = new ArrayList<>(requirements);
        while (true) {
            var result = tryInstall(left.stream().map(List::getFirst).toList());
            if (result.exitCode() == 0) {
                return;
            }
            var refused = left.stream()
                    .filter(alternatives ->
                            alternatives.size() > 1 && result.lastWords().contains(alternatives.getFirst()))
                    .findFirst();
            if (refused.isEmpty() || PipFailure.of(result.lines()) != PipFailure.NO_SUCH_PACKAGE) {
                throw failure(result);
            }
            var alternatives = refused.get();
            left.set(left.indexOf(alternatives), alternatives.subList(1, alternatives.size()));
        }
    }

    private Result tryInstall(List<String> requirements) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                folder.resolve("bin/python").toString(),
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check"));
        command.addAll(requirements);
        var counter = Thread.ofVirtual().name("pip-progress").start(this::countInstalled);
        try {
            return run(command);
        } finally {
            counter.interrupt();
        }
    }

    /** pip says nothing while it installs; what it has installed can be seen. */
    private void countInstalled() {
        try {
            while (true) {
                Thread.sleep(Duration.ofSeconds(1));
                try (var packages = Files.find(
                        folder.resolve("lib"), 3, (path, _) -> path.toString().endsWith(".dist-info"))) {
                    progress.installed((int) packages.count());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | java.io.UncheckedIOException e) {
            progress.installed(0); // No figures then; the installation itself is not concerned.
        }
    }

    private ImageProblem failure(Result result) throws NoSuchPackage {
        var diagnosis = PipFailure.of(result.lines());
        var message = "pip could not install what image \"%s\" is made of: %s. %s"
                .formatted(image, result.lastWords().replaceAll("[.\\s]+$", ""), diagnosis.fix());
        if (diagnosis == PipFailure.NO_SUCH_PACKAGE) {
            throw new NoSuchPackage(message);
        }
        return new ImageProblem(message);
    }

    private record Result(int exitCode, List<String> lines) {
        /** The last line that says what is wrong. */
        String lastWords() {
            return lines.stream()
                    .filter(line -> line.startsWith("ERROR:") || line.startsWith("Error:"))
                    .reduce((_, later) -> later)
                    .or(() -> lines.stream().filter(line -> !line.isBlank()).reduce((_, later) -> later))
                    .orElse("it said nothing")
                    .replaceFirst("^E[Rr][Rr][Oo][Rr]:\\s*", "");
        }
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON") || name.equals("VIRTUAL_ENV"));
        builder.environment().put("PYTHONUNBUFFERED", "1");
        var process = builder.start();
        process.getOutputStream().close();
        var tail = new ArrayList<String>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                progress.line(line);
                tail.add(line);
                if (tail.size() > LINES_KEPT) {
                    tail.removeFirst();
                }
            }
            return new Result(process.waitFor(), List.copyOf(tail));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
