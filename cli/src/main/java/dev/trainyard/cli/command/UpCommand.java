package dev.trainyard.cli.command;

import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.Launcher;
import dev.trainyard.cli.local.Part;
import dev.trainyard.cli.local.Ports;
import dev.trainyard.cli.local.UpSettings;
import dev.trainyard.cli.screen.Line;
import dev.trainyard.cli.screen.Quantities;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Starts the local cluster, in the background.")
final class UpCommand implements Callable<Integer> {
    @Option(names = "--port", description = "The API server's port on 127.0.0.1; 6443 unless given, 0 for any.")
    private int port = Ports.USUAL.api();

    @Option(names = "--store-port", description = "The object store's port; 9000 unless given, 0 for any.")
    private int storePort = Ports.USUAL.store();

    @Option(names = "--node-port", description = "The node agent's port; 10250 unless given, 0 for any.")
    private int nodePort = Ports.USUAL.node();

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "PART",
            description = "Parts to leave out, so that they can run on their own: ${COMPLETION-CANDIDATES}.")
    private Set<Part> without = EnumSet.noneOf(Part.class);

    private final Shell shell;

    UpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        var settings = new UpSettings(new Ports(port, storePort, nodePort), without);
        shell.out().println(describe(new Launcher(shell.home()).up(settings), shell));
        return 0;
    }

    static String describe(Launcher.Up up, Shell shell) {
        var state = up.took()
                .map(took -> "ready in " + Quantities.duration(took) + " at ")
                .orElse("is up already at ");
        var things = List.of(
                "Local cluster " + state + up.cluster().server(),
                "kubectl: export KUBECONFIG=" + Home.display(shell.home().kubeconfig()));
        return Line.of(things, "     ", "", shell.columns());
    }
}
