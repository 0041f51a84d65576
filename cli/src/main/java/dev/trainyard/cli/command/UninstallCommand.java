package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.install.Installation;
import dev.trainyard.cli.install.Installed;
import dev.trainyard.cli.install.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "uninstall", description = "Takes the operator off a cluster; jobs, pods and artifacts stay.")
final class UninstallCommand implements Callable<Integer> {
    @Option(
            names = {"-n", "--namespace"},
            description = "Where the operator runs; ${DEFAULT-VALUE} unless given.",
            defaultValue = Release.NAMESPACE)
    private String namespace = Release.NAMESPACE;

    @Option(names = "--crds", description = "Take the kinds too, and with them every job, schedule and store.")
    private boolean crds;

    @Option(names = "--dry-run", description = "Only say what would go.")
    private boolean dryRun;

    @Mixin
    private ServerOption server = new ServerOption();

    private final Shell shell;

    UninstallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var connection = server.open(shell, Optional.of(namespace))) {
            var installation = new Installation(connection.client(), dryRun);
            if (!installation.isPossible()) {
                throw new Failure(connection.server() + " has no Deployments, so nothing has been installed there.");
            }
            var release = installation.fitted(installed(connection.client()));
            var verb = dryRun ? "  would be deleted" : "  deleted";
            Consumer<GenericKubernetesResource> told =
                    object -> shell.out().println(InstallCommand.named(object) + verb);
            installation.remove(release, told);
            if (crds) {
                installation.removeDefinitions(release, told);
            } else {
                var jobs = new TrainingJobs(connection).everywhere();
                shell.out()
                        .println("The kinds stay%s: --crds would take them too."
                                .formatted(jobs == 0 ? "" : ", with " + jobs + (jobs == 1 ? " job" : " jobs")));
            }
            shell.out()
                    .println("Namespace %s stays. If nothing else is in it: kubectl delete namespace %s"
                            .formatted(namespace, namespace));
            return 0;
        }
    }

    /** What is there. ClusterRoles for people are not the business of an operator that works for one namespace. */
    private Release installed(KubernetesClient client) {
        var all = Installed.find(client);
        var everything = Release.standard(namespace).with("networkPolicy", true);
        var here = all.stream()
                .filter(there -> there.namespace().equals(namespace))
                .findFirst();
        if (here.isEmpty() && !all.isEmpty()) {
            throw new Failure("There is no operator in namespace %s. There is one in namespace %s: --namespace %s"
                    .formatted(
                            namespace,
                            all.getFirst().namespace(),
                            all.getFirst().namespace()));
        }
        return here.flatMap(Installed::jobNamespace)
                .map(only -> everything.with("jobNamespace", only).with("userRoles", false))
                .orElse(everything);
    }
}
