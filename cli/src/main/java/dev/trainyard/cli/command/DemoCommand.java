package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.local.Launcher;
import dev.trainyard.cli.local.UpSettings;
import dev.trainyard.cli.manifest.Application;
import dev.trainyard.cli.manifest.Manifests;
import dev.trainyard.cli.screen.Line;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = "Starts the local cluster and trains a model on it, from nothing to the artifacts in a store.")
final class DemoCommand implements Callable<Integer> {
    private static final String JOB = "digits";
    private static final List<String> MANIFESTS = List.of("configmap.yaml", "tfjob.yaml");

    private final Shell shell;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        var up = new Launcher(shell.home()).up(UpSettings.USUAL);
        shell.out().println(UpCommand.describe(up, shell));
        try (var connection = Connection.open(shell.home().kubeconfig(), "default")) {
            var objects = new ArrayList<GenericKubernetesResource>();
            MANIFESTS.forEach(name -> objects.addAll(Manifests.parse(read(name), name)));
            var application = new Application(connection);
            // A demo trains from the start: without this the job would find the last one's checkpoint and have nothing
            // to do.
            application.startOver(objects, "PersistentVolumeClaim");
            var job = application.apply(objects).getFirst();
            var code = new Following(shell, connection, job).toTheEnd();
            if (code == 0) {
                next();
            }
            return code;
        }
    }

    private void next() {
        var command = shell.command();
        var commands = List.of(
                "Next:  " + command + " logs " + JOB,
                command + " artifacts get " + JOB + " ./out",
                "kubectl get tfjob " + JOB + " -o yaml",
                command + " down");
        shell.out().println(Line.of(commands, "   ", "       ", shell.columns()));
        shell.out().println("       your own script: examples/your-own/README.md");
    }

    private static String read(String name) {
        try (var manifest = DemoCommand.class.getResourceAsStream("/dev/trainyard/cli/demo/" + name)) {
            if (manifest == null) {
                throw new IllegalStateException("the build has left out " + name);
            }
            return new String(manifest.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
