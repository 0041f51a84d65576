package dev.trainyard.cli.command;

import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.install.Change;
import dev.trainyard.cli.install.Installation;
import dev.trainyard.cli.install.Installed;
import dev.trainyard.cli.install.Release;
import dev.trainyard.cli.migrate.TrainingOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "install",
        description = "Installs the operator on a cluster, or brings it up to date; waits until it is ready.")
final class InstallCommand implements Callable<Integer> {
    @Option(
            names = {"-n", "--namespace"},
            description = "Where the operator runs; it is made where it is missing. ${DEFAULT-VALUE} unless given.",
            defaultValue = Release.NAMESPACE)
    private String namespace = Release.NAMESPACE;

    @Option(names = "--image", description = "The operator's image.")
    private @Nullable String image;

    @Option(names = "--uploader-image", description = "The uploader's image, where an ArtifactStore names none.")
    private @Nullable String uploaderImage;

    @Option(names = "--pull-secret", description = "A Secret of the namespace that may pull the operator's image.")
    private @Nullable String pullSecret;

    @Option(
            names = "--gang-scheduler",
            paramLabel = "NAME",
            description =
                    "Who starts the pods of a job together: volcano, or a scheduler with the coscheduling plugin.")
    private @Nullable String gangScheduler;

    @Option(names = "--replicas", description = "One leads, the others wait to take over; 2 unless given.")
    private @Nullable Integer replicas;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Another value of the chart, as Helm's --set: jobNamespace=team for the jobs of one namespace alone.")
    private Map<String, String> values = Map.of();

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait; 0 for not at all. ${DEFAULT-VALUE} unless given.",
            defaultValue = "120")
    private int timeout;

    @Mixin
    private ServerOption server = new ServerOption();

    private final Shell shell;

    InstallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (replicas != null && replicas < 1) {
            throw new Failure("--replicas is %d: an operator has at least one.".formatted(replicas));
        }
        try (var connection = server.open(shell, Optional.of(namespace))) {
            var installation = new Installation(connection.client(), dryRun);
            if (!installation.isPossible()) {
                throw new Failure(connection.server() + " has no Deployments, as the local cluster has none: that one "
                        + "runs the operator itself, from trainyard up on.");
            }
            TrainingOperator.find(connection.client()).stream()
                    .filter(TrainingOperator::collides)
                    .findFirst()
                    .ifPresent(this::refuse);
            var release = installation.fitted(release());
            Installed.find(connection.client()).stream()
                    .flatMap(there -> there.obstacle(release).stream())
                    .findFirst()
                    .ifPresent(obstacle -> {
                        throw new Failure(obstacle);
                    });
            installation.apply(release, this::tell);
            installation.removeSuperseded(
                    release,
                    object -> shell.out().println(named(object) + (dryRun ? "  would be deleted" : "  deleted")));
            if (dryRun) {
                shell.out().println("Nothing has been changed: this was a dry run.");
            } else if (timeout > 0) {
                installation.awaitReady(
                        release, Duration.ofSeconds(timeout), why -> shell.err().println("Waiting: " + why));
                shell.out()
                        .println("Trainyard works for %s. A first job: %s run -f examples/digits/tfjob.yaml"
                                .formatted(connection.server(), shell.command()));
            }
            return 0;
        }
    }

    /** Each would undo what the other does. */
    private void refuse(TrainingOperator other) {
        throw new Failure(
                "Training Operator runs in namespace %s, and two operators must not work on the same jobs. What to do: %s migrate --from training-operator --dry-run"
                        .formatted(other.namespace(), shell.command()));
    }

    private Release release() {
        var release = Release.standard(namespace);
        release = image == null ? release : release.with("image", image);
        release = uploaderImage == null ? release : release.with("uploaderImage", uploaderImage);
        release = pullSecret == null ? release : release.with("pullSecret", pullSecret);
        release = gangScheduler == null ? release : release.with("gangScheduler", gangScheduler);
        release = replicas == null ? release : release.with("replicas", replicas);
        try {
            for (var value : values.entrySet()) {
                release = release.with(value.getKey(), typed(value.getValue()));
            }
            return release;
        } catch (IllegalArgumentException unknown) {
            throw new Failure("--set: " + unknown.getMessage());
        }
    }

    /** As Helm reads it: a condition of the chart must not take the word false for something that is set. */
    private static Object typed(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> value;
        };
    }

    private void tell(GenericKubernetesResource object, Change change) {
        shell.out().println(named(object) + "  " + change.name().toLowerCase(Locale.ROOT));
    }

    /** As a person reads it: {@code Deployment trainyard-operator}. */
    static String named(GenericKubernetesResource object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }
}
