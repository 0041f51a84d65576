package dev.trainyard.cli.command;

import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.RunningCluster;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Says whether the local cluster is up. Exit code 3 when it is not.")
final class StatusCommand implements Callable<Integer> {
    /** As the status of a service that is not running (LSB). */
    private static final int NOT_UP = 3;

    @Mixin
    private OutputOption output = new OutputOption();

    private final Shell shell;

    StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        var home = shell.home();
        var cluster = RunningCluster.find(home);
        if (output.isJson()) {
            OutputOption.print(
                    shell.out(),
                    cluster.<Object>map(
                                    up -> Map.of("up", true, "home", home.path().toString(), "cluster", up))
                            .orElseGet(() ->
                                    Map.of("up", false, "home", home.path().toString())));
        } else {
            shell.out()
                    .println(cluster.map(up -> describe(home, up))
                            .orElse("The local cluster is not up. Start it: " + shell.command() + " up"));
        }
        return cluster.isPresent() ? 0 : NOT_UP;
    }

    private static String describe(Home home, RunningCluster cluster) {
        return """
                Local cluster is up at %s
                  process       %d, since %s
                  object store  http://127.0.0.1:%d
                  node agent    https://127.0.0.1:%d
                  home          %s   (log: %s)
                  kubectl       export KUBECONFIG=%s""".formatted(
                        cluster.server(),
                        cluster.pid(),
                        cluster.started(),
                        cluster.ports().store(),
                        cluster.ports().node(),
                        Home.display(home.path()),
                        home.log().getFileName(),
                        Home.display(home.kubeconfig()));
    }
}
