package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.cli.artifacts.KeptLogs;
import dev.trainyard.cli.artifacts.KeptLogs.KeptLog;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.PodState;
import dev.trainyard.cli.follow.Replicas;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Prints what a replica of a job has logged; the chief unless another is named. "
                + "Of a pod that is gone, what the store has kept of its log.")
final class LogsCommand implements Callable<Integer> {
    private static final long LONGEST_WAIT_DAYS = 365;

    @Parameters(index = "0", paramLabel = "JOB")
    private String job = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "REPLICA", description = "Such as worker-0.")
    private @Nullable String replica;

    @Option(names = "--role", description = "chief, master, worker, ps or evaluator.")
    private @Nullable String role;

    @Option(names = "--index", description = "The number within the role; 0 unless given.")
    private int index;

    @Option(names = "--all", description = "All replicas, one after the other.")
    private boolean all;

    @Option(
            names = {"-c", "--container"},
            description = "A container of the pod; the trainer unless given. The uploader's name is uploader.")
    private @Nullable String container;

    @Option(
            names = {"-p", "--previous"},
            description = "What the trainer logged before it was last started again.")
    private boolean previous;

    @Option(
            names = {"-f", "--follow"},
            description = "Wait for more until the container ends.")
    private boolean follow;

    @Mixin
    private ChosenRun chosen = new ChosenRun();

    private final Shell shell;

    LogsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (all && (follow || replica != null || role != null)) {
            throw new Failure("--all prints what all replicas have logged so far: leave out -f and the replica.");
        }
        try (var connection = chosen.cluster.open(shell)) {
            var pods = pods(connection);
            if (all) {
                printAll(connection, pods);
            } else {
                var pod = pods.stream()
                        .filter(each ->
                                wanted().map(Replicas.name(each)::equals).orElse(true))
                        .findFirst();
                if (pod.isPresent()) {
                    print(connection, pod.get());
                } else {
                    printKept(connection, pods);
                }
            }
            shell.out().flush();
            return 0;
        }
    }

    private Optional<String> wanted() {
        return Optional.ofNullable(replica)
                .or(() -> Optional.ofNullable(role).map(name -> name + "-" + index))
                .map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** None where a run is named: what is in the cluster may be another. */
    private List<Pod> pods(Connection connection) {
        return chosen.run().isPresent()
                ? List.of()
                : connection
                        .client()
                        .pods()
                        .inNamespace(connection.namespace())
                        .withLabel(Replicas.JOB_LABEL, job)
                        .list()
                        .getItems()
                        .stream()
                        .sorted(Replicas.ORDER)
                        .toList();
    }

    private void print(Connection connection, Pod pod) throws IOException {
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
            return;
        }
        var instance = log.inContainer(name);
        try (var input = previous
                ? instance.terminated().withReadyWaitTimeout(0).getLogInputStream()
                : instance.withReadyWaitTimeout(0).getLogInputStream()) {
            input.transferTo(shell.out());
        }
    }

    private void printAll(Connection connection, List<Pod> pods) throws IOException {
        var training = pods.stream()
                .filter(pod -> Replicas.primaryContainer(pod).isPresent())
                .toList();
        for (var pod : training) {
            printHead(Replicas.name(pod));
            print(connection, pod);
        }
        var there = training.stream().map(Replicas::name).collect(Collectors.toSet());
        try (var runs = chosen.open(connection, job)) {
            var kept = new KeptLogs(runs, runs.choose(chosen.run()));
            for (var log : kept.all()) {
                if (log.previous() == previous && !there.contains(log.replica())) {
                    printHead(log.replica());
                    print(kept, log);
                }
            }
        } catch (Failure nothingKept) {
            // Where there are pods, nothing need have been kept yet.
            if (there.isEmpty()) {
                throw absent(connection, pods, nothingKept.getMessage());
            }
        }
    }

    private void printHead(String name) {
        shell.out().println(Printable.of("==> " + name + " <=="));
    }

    private void printKept(Connection connection, List<Pod> pods) throws IOException {
        if (container != null) {
            throw new Failure("The pod is gone, and what the store keeps is the trainer's log: leave out --container.");
        }
        try (var runs = chosen.open(connection, job)) {
            var kept = new KeptLogs(runs, runs.choose(chosen.run()));
            var logs = kept.all();
            var log = logs.stream()
                    .filter(each -> wanted().map(each.replica()::equals).orElse(true) && each.previous() == previous)
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            logs.isEmpty()
                                    ? "The run in " + kept.url() + " has no logs."
                                    : "In " + kept.url() + " there are the logs of "
                                            + names(logs.stream().map(KeptLog::replica)) + "."));
            print(kept, log);
        } catch (Failure failure) {
            throw absent(connection, pods, failure.getMessage());
        }
    }

    private void print(KeptLogs kept, KeptLog log) throws IOException {
        shell.err().println(Printable.of("From " + kept.url(log) + ", since the pod is gone:"));
        try (var input = kept.open(log)) {
            input.transferTo(shell.out());
        }
    }

    private Failure absent(Connection connection, List<Pod> pods, @Nullable String inStore) {
        if (chosen.run().isPresent()) {
            return new Failure(String.valueOf(inStore));
        }
        if (pods.isEmpty()) {
            return new Failure("Job " + job + " has no pods in namespace " + connection.namespace()
                    + ": they have not been made yet, or were deleted when it ended. See trainyard describe " + job
                    + ". And in the store: " + inStore);
        }
        return new Failure(
                "Job " + job + " has no replica " + wanted().orElse("") + " that runs or has just ended. It has "
                        + names(pods.stream().map(Replicas::name)) + ". And in the store: " + inStore);
    }

    private static String names(Stream<String> names) {
        return names.distinct().collect(Collectors.joining(", "));
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
