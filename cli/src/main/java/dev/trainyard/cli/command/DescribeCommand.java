package dev.trainyard.cli.command;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.Replicas;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "describe", description = "Tells all about one job: its state, replicas, artifacts and events.")
final class DescribeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB")
    private String name = "";

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    private final Shell shell;

    DescribeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var connection = cluster.open(shell)) {
            var job = find(connection, name);
            var pods = connection
                    .client()
                    .pods()
                    .inNamespace(connection.namespace())
                    .withLabel(Replicas.JOB_LABEL, name)
                    .list()
                    .getItems()
                    .stream()
                    .sorted(Replicas.ORDER)
                    .toList();
            var events = events(connection, job, pods);
            if (output.isJson()) {
                OutputOption.print(shell.out(), Map.of("job", job, "pods", pods, "events", events));
            } else {
                Description.lines(job, pods, events).forEach(shell.out()::println);
            }
            return 0;
        }
    }

    static KubeflowJob find(Connection connection, String name) {
        return new TrainingJobs(connection)
                .find(name)
                .orElseThrow(() -> new Failure("There is no job " + name + " in namespace " + connection.namespace()
                        + " of " + connection.server() + ". See them: trainyard get jobs"));
    }

    private static List<Event> events(Connection connection, KubeflowJob job, List<Pod> pods) {
        var uids = new java.util.HashSet<String>();
        uids.add(job.getMetadata().getUid());
        pods.forEach(pod -> uids.add(pod.getMetadata().getUid()));
        return connection.client().v1().events().inNamespace(connection.namespace()).list().getItems().stream()
                .filter(event -> event.getInvolvedObject() != null
                        && uids.contains(event.getInvolvedObject().getUid()))
                .sorted(Comparator.comparing(Description::time))
                .toList();
    }
}
