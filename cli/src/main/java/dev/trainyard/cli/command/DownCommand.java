package dev.trainyard.cli.command;

import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.HomeFolder;
import dev.trainyard.cli.local.Launcher;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = "Stops the local cluster and its pods. What it knows is kept, and there again after the next up.")
final class DownCommand implements Callable<Integer> {
    @Option(names = "--delete", description = "Also delete everything in it: jobs, volumes, artifacts.")
    private boolean delete;

    private final Shell shell;

    DownCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        var home = shell.home();
        if (delete) {
            HomeFolder.requireHome(home);
        }
        var stopped = new Launcher(home).down();
        shell.out().println(stopped ? "Local cluster stopped." : "The local cluster was not up.");
        if (delete) {
            HomeFolder.delete(home);
            shell.out().println("Deleted " + Home.display(home.path()) + ".");
        }
        return 0;
    }
}
