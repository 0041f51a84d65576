package dev.trainyard.cli.command;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "trigger", description = "Makes a job of a TrainingSchedule now, also of one that is suspended.")
final class TriggerCommand implements Callable<Integer> {
    private static final int LONGEST_SECONDS = 20;

    @Parameters(paramLabel = "SCHEDULE")
    private String schedule = "";

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Shell shell;

    TriggerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var connection = cluster.open(shell)) {
            var resource = connection
                    .client()
                    .resources(TrainingSchedule.class)
                    .inNamespace(connection.namespace())
                    .withName(schedule);
            if (resource.get() == null) {
                throw new Failure("There is no TrainingSchedule %s in namespace %s. See: %s get schedules"
                        .formatted(schedule, connection.namespace(), shell.command()));
            }
            var token = UUID.randomUUID().toString();
            resource.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(Names.TRIGGER, token));
            try {
                resource.waitUntilCondition(
                        it -> it != null
                                && it.getStatus() != null
                                && it.getStatus().lastTrigger().equals(Optional.of(token)),
                        LONGEST_SECONDS,
                        TimeUnit.SECONDS);
            } catch (KubernetesClientTimeoutException late) {
                throw new Failure(
                        "No job has been made within %d s: is the operator running, and what do its events say? kubectl describe trainingschedule %s"
                                .formatted(LONGEST_SECONDS, schedule));
            }
            var job = made(connection, token);
            shell.out().println("%s is made. Follow it: %s logs %s -f".formatted(job, shell.command(), job));
            return 0;
        }
    }

    private String made(Connection connection, String token) {
        return new TrainingJobs(connection)
                .all().stream()
                        .filter(job -> Optional.ofNullable(job.getMetadata().getAnnotations())
                                .orElse(Map.of())
                                .getOrDefault(Names.TRIGGER, "")
                                .equals(token))
                        .map(job -> job.getMetadata().getName())
                        .findFirst()
                        .orElseThrow(() -> new Failure("The job was made and is gone again"));
    }
}
