package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.TrainingJobs;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Deletes a job and its pods. Its volumes and its artifacts in the store stay.")
final class DeleteCommand implements Callable<Integer> {
    private static final int LONGEST_SECONDS = 90;

    @Parameters(paramLabel = "JOB")
    private String job = "";

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Shell shell;

    DeleteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var connection = cluster.open(shell)) {
            var resource = new TrainingJobs(connection).resource(DescribeCommand.find(connection, job));
            resource.delete();
            resource.waitUntilCondition(gone -> gone == null, LONGEST_SECONDS, TimeUnit.SECONDS);
            shell.out().println("Deleted job " + job + ". Its artifacts stay: trainyard artifacts ls " + job);
            return 0;
        }
    }
}
