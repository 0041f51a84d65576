package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.PodState;
import dev.trainyard.cli.follow.Replicas;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints what a replica of a job has logged; the chief unless another is named.")
final class LogsCommand implements Callable<Integer> {
    private static final long LONGEST_WAIT_DAYS = 365;

    @Parameters(paramLabel = "JOB")
    private String job = "";

    @Option(names = "--role", description = "chief, master, worker, ps or evaluator.")
    private @Nullable String role;

    @Option(names = "--index", description = "The number within the role; 0 unless given.")
    private int index;

    @Option(
            names = {"-c", "--container"},
            description = "A container of the pod; the trainer unless given. The uploader's name is uploader.")
    private @Nullable String container;

    @Option(
            names = {"-f", "--follow"},
            description = "Wait for more until the container ends.")
    private boolean follow;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Shell shell;

    LogsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        try (var connection = cluster.open(shell)) {
            var pod = pod(connection);
            var name = Optional.ofNullable(container)
                    .or(() -> Replicas.primaryContainer(pod))
                    .orElseThrow(() -> new Failure("Which container of "
                            + pod.getMetadata().getName() + " trains cannot be told: name it with --container."));
            var log = connection
                    .client()
                    .pods()
                    .inNamespace(connection.namespace())
                    .withName(pod.getMetadata().getName());
            if (follow) {
                log.waitUntilCondition(seen -> seen == null || hasBegun(seen, name), LONGEST_WAIT_DAYS, TimeUnit.DAYS);
                try (var watch = log.inContainer(name).withReadyWaitTimeout(0).watchLog()) {
                    watch.getOutput().transferTo(shell.out());
                }
            } else {
                try (var input = log.inContainer(name).withReadyWaitTimeout(0).getLogInputStream()) {
                    input.transferTo(shell.out());
                }
            }
            shell.out().flush();
            return 0;
        }
    }

    private Pod pod(Connection connection) {
        var pods = connection
                .client()
                .pods()
                .inNamespace(connection.namespace())
                .withLabel(Replicas.JOB_LABEL, job)
                .list()
                .getItems()
                .stream()
                .sorted(Replicas.ORDER)
                .toList();
        if (pods.isEmpty()) {
            throw new Failure("Job " + job + " has no pods in namespace " + connection.namespace()
                    + ": they have not been made yet, or were deleted when it ended. See trainyard describe " + job);
        }
        if (role == null) {
            return pods.getFirst();
        }
        var wanted = role.toLowerCase(java.util.Locale.ROOT) + "-" + index;
        return pods.stream()
                .filter(pod -> Replicas.name(pod).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Failure("Job " + job + " has no replica " + wanted + ". It has "
                        + pods.stream().map(Replicas::name).collect(Collectors.joining(", ")) + "."));
    }

    private static boolean hasBegun(Pod pod, String container) {
        return PodState.of(pod)
                .containers()
                .filter(status -> status.getName().equals(container) && status.getState() != null)
                .anyMatch(status -> status.getState().getRunning() != null
                        || status.getState().getTerminated() != null
                        || status.getRestartCount() > 0);
    }
}
