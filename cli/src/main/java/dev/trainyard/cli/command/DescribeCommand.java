package dev.trainyard.cli.command;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.PodState;
import dev.trainyard.cli.follow.Replicas;
import dev.trainyard.cli.progress.UploadLog;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "describe", description = "Tells all about one job: its state, replicas, artifacts and events.")
final class DescribeCommand implements Callable<Integer> {
    /** With the figures in them, also when the store has been away for a quarter of an hour. */
    private static final int LINES_BACK = 100;

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
                Description.lines(job, pods, uploads(connection, pods), events).forEach(shell.out()::println);
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

    /** What the uploaders that run have logged, by pod. */
    private static Map<String, UploadLog> uploads(Connection connection, List<Pod> pods) {
        var uploads = new LinkedHashMap<String, UploadLog>();
        for (var pod : pods) {
            if (PodState.of(pod).uploader().filter(DescribeCommand::isRunning).isPresent()) {
                uploads.put(pod.getMetadata().getName(), UploadLog.of(log(connection, pod)));
            }
        }
        return uploads;
    }

    private static boolean isRunning(ContainerStatus container) {
        return container.getState() != null && container.getState().getRunning() != null;
    }

    /** Its last lines; none where the node does not answer, since what is known otherwise is worth telling. */
    private static List<String> log(Connection connection, Pod pod) {
        try {
            return connection
                    .client()
                    .pods()
                    .inNamespace(connection.namespace())
                    .withName(pod.getMetadata().getName())
                    .inContainer(Replicas.UPLOADER)
                    .tailingLines(LINES_BACK)
                    .getLog()
                    .lines()
                    .toList();
        } catch (KubernetesClientException e) {
            return List.of();
        }
    }

    private static List<Event> events(Connection connection, KubeflowJob job, List<Pod> pods) {
        var uids = new HashSet<String>();
        uids.add(job.getMetadata().getUid());
        pods.forEach(pod -> uids.add(pod.getMetadata().getUid()));
        return connection.client().v1().events().inNamespace(connection.namespace()).list().getItems().stream()
                .filter(event -> event.getInvolvedObject() != null
                        && uids.contains(event.getInvolvedObject().getUid()))
                .sorted(Comparator.comparing(Description::time))
                .toList();
    }
}
