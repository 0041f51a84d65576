package dev.trainyard.cluster.image;

import dev.trainyard.cluster.image.Interpreters.Interpreter;
import dev.trainyard.cluster.image.PythonEnvironments.NoSuchPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes one environment with {@code venv} and fills it with {@code pip}, with whatever settings pip has on this
 * machine.
 */
final class Pip {
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
        progress.phase("creating");
        var created = run(List.of(interpreter.executable().toString(), "-I", "-m", "venv", folder.toString()));
        if (created.exitCode() != 0) {
            throw new ImageProblem(
                    "no Python environment can be made for image \"%s\": %s".formatted(image, created.lastWords()));
        }
        if (!recipe.requirements().isEmpty()) {
            install(recipe.requirements());
        }
    }

    /**
     * All requirements in one go, so that pip finds versions that fit together; alternatives are chosen one by one
     * before.
     */
    private void install(List<List<String>> requirements)
            throws IOException, ImageProblem, NoSuchPackage, InterruptedException {
        var chosen = new ArrayList<String>();
        for (var alternatives : requirements) {
            chosen.add(choose(alternatives));
        }
        var command = new ArrayList<>(pip("install", "--no-input", "--disable-pip-version-check"));
        if (progress.wantsRawBar(interpreter.version())) {
            command.addAll(List.of("--progress-bar", "raw"));
        }
        command.addAll(chosen);
        var installed = run(command);
        if (installed.exitCode() != 0) {
            fail(installed);
        }
    }

    private String choose(List<String> alternatives) throws IOException, InterruptedException {
        for (var alternative : alternatives.subList(0, alternatives.size() - 1)) {
            var command =
                    pip("install", "--no-input", "--disable-pip-version-check", "--dry-run", "--no-deps", "--quiet");
            if (run(Stream.concat(command.stream(), Stream.of(alternative)).toList())
                            .exitCode()
                    == 0) {
                return alternative;
            }
        }
        return alternatives.getLast();
    }

    private void fail(Result result) throws ImageProblem, NoSuchPackage {
        var words = result.lastWords();
        var diagnosis = PipFailure.of(result.lines());
        var message = "pip could not install what image \"%s\" is made of: %s. %s"
                .formatted(image, words.replaceAll("[.\\s]+$", ""), diagnosis.fix());
        if (diagnosis == PipFailure.NO_SUCH_PACKAGE) {
            throw new NoSuchPackage(message);
        }
        throw new ImageProblem(message);
    }

    private List<String> pip(String... words) {
        var python = folder.resolve("bin/python").toString();
        return Stream.concat(Stream.of(python, "-m", "pip"), Stream.of(words)).toList();
    }

    private record Result(int exitCode, List<String> lines) {
        String lastWords() {
            return lines.stream()
                    .filter(line -> line.startsWith("ERROR:") || line.startsWith("Error:"))
                    .filter(line -> !line.contains("from versions:"))
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
                if (tail.size() > 200) {
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
