package dev.trainyard.cluster.image;

import dev.trainyard.cluster.image.Interpreters.Interpreter;
import dev.trainyard.cluster.image.PythonEnvironments.NoSuchPackage;
import dev.trainyard.cluster.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final Path lock;
    private final Map<String, String> settings;

    /**
     * @param lock where the hashes of what was installed are kept; need not exist
     * @param settings pip's, as variables of its environment, beside those that it has on this machine
     */
    Pip(
            String image,
            Path folder,
            Interpreter interpreter,
            Consumer<Progress> progress,
            Path lock,
            Map<String, String> settings) {
        this.image = image;
        this.folder = folder;
        this.interpreter = interpreter;
        this.progress = new PipProgress(progress, System::nanoTime);
        this.lock = lock;
        this.settings = settings;
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
        if (recipe.requirements().isEmpty()) {
            return;
        }
        if (Files.exists(lock)) {
            var result = tryInstall(recipe, List.of("--require-hashes", "--requirement", lock.toString()));
            if (result.exitCode() != 0) {
                throw failure(recipe, result);
            }
        } else {
            installBest(recipe);
            keepHashes();
        }
    }

    /** An older pip does not say what it has installed, and then nothing is kept. */
    private void keepHashes() throws IOException {
        if (Files.exists(report())) {
            var hashes = PipLock.of(Json.parse(Files.readAllBytes(report())));
            if (hashes.isPresent()) {
                var draft = Files.writeString(folder.resolve("hashes.new"), hashes.get());
                Files.move(draft, lock, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Path report() {
        return folder.resolve("pip-report.json");
    }

    /**
     * All requirements in one go, so that pip finds versions that fit together; what cannot be had gives way to its
     * alternative.
     */
    private void installBest(PythonRecipe recipe)
            throws IOException, ImageProblem, NoSuchPackage, InterruptedException {
        var left = new ArrayList<>(recipe.requirements());
        while (true) {
            var words = new ArrayList<String>();
            if (PipLock.isReported(folder)) {
                words.addAll(List.of("--report", report().toString()));
            }
            words.add("--");
            left.forEach(alternatives -> words.add(alternatives.getFirst()));
            var result = tryInstall(recipe, words);
            if (result.exitCode() == 0) {
                return;
            }
            var refused = left.stream()
                    .filter(alternatives ->
                            alternatives.size() > 1 && result.lastWords().contains(alternatives.getFirst()))
                    .findFirst();
            if (refused.isEmpty() || PipFailure.of(result.lines()) != PipFailure.NO_SUCH_PACKAGE) {
                throw failure(recipe, result);
            }
            var alternatives = refused.get();
            left.set(left.indexOf(alternatives), alternatives.subList(1, alternatives.size()));
        }
    }

    private Result tryInstall(PythonRecipe recipe, List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                folder.resolve("bin/python").toString(),
                "-I",
                "-u",
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check"));
        if (!recipe.sourceDistributions()) {
            command.add("--only-binary=:all:");
        }
        command.addAll(words);
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

    private ImageProblem failure(PythonRecipe recipe, Result result) throws NoSuchPackage {
        var diagnosis = PipFailure.of(result.lines());
        var message = "pip could not install what image \"%s\" is made of: %s. %s"
                .formatted(image, result.lastWords().replaceAll("[.\\s]+$", ""), diagnosis.fix());
        if (Files.exists(lock)) {
            return new ImageProblem(message + " The files must have the hashes in " + lock
                    + ", which are those of the first time. If others are right, delete that file.");
        }
        if (diagnosis == PipFailure.NO_SUCH_PACKAGE && !recipe.sourceDistributions()) {
            message += " Only wheels are installed. A package that has none runs setup code as the user of the cluster,"
                    + " outside of any container: sourceDistributions: true in the entry allows it.";
        }
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
        builder.environment().putAll(settings);
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
