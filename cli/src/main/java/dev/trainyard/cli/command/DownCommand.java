package dev.trainyard.cli.command;

import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.HomeFolder;
import dev.trainyard.cli.local.Launcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = "Stops the local cluster and its pods. What it knows is kept, and there again after the next up.")
final class DownCommand implements Callable<Integer> {
    @Option(names = "--delete", description = "Also delete everything in it: jobs, volumes, artifacts.")
    private boolean delete;

    @Option(
            names = {"-y", "--yes"},
            description = "Delete without asking.")
    private boolean yes;

    private final Shell shell;

    DownCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var home = shell.home();
        if (delete && !yes && !confirmed(home)) {
            throw new Failure("Nothing was stopped or deleted.");
        }
        var stopped = new Launcher(home).down();
        shell.out().println(stopped ? "Local cluster stopped." : "The local cluster was not up.");
        if (delete) {
            HomeFolder.delete(home);
            shell.out().println("Deleted " + Home.display(home.path()) + ".");
        }
        return 0;
    }

    private boolean confirmed(Home home) throws IOException {
        if (shell.columns() == 0) {
            throw new Failure("down --delete removes " + home.path()
                    + " with all jobs, volumes and artifacts, and there is no terminal to ask on: add --yes.");
        }
        shell.out().print("Delete " + Home.display(home.path()) + " with all its jobs, volumes and artifacts? [y/N] ");
        shell.out().flush();
        var answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
