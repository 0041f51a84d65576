package dev.trainyard.cli.command;

import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.manifest.Application;
import dev.trainyard.cli.manifest.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Applies manifests, follows the job in them, and exits with its code: 0 when it has succeeded, "
                + "else its trainer's.")
final class RunCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "A manifest; can be given several times.")
    private List<Path> files = List.of();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Shell shell;

    RunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        var objects = new ArrayList<GenericKubernetesResource>();
        files.forEach(file -> objects.addAll(Manifests.read(file)));
        var jobs = objects.stream().filter(Application::isJob).count();
        if (jobs != 1) {
            throw new Failure("trainyard run follows one training job, and " + names(files) + " has "
                    + (jobs == 0 ? "none. It has: " + kinds(objects) : jobs + ". Give it one at a time") + ".");
        }
        try (var connection = cluster.open(shell)) {
            var job = new Application(connection).apply(objects).getFirst();
            return new Following(shell, connection, job).toTheEnd();
        }
    }

    private static String names(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static String kinds(List<GenericKubernetesResource> objects) {
        return objects.isEmpty()
                ? "nothing"
                : objects.stream()
                        .map(object -> object.getApiVersion() + " " + object.getKind())
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
