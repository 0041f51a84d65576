package dev.trainyard.cli.command;

import dev.trainyard.api.Logging;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.local.HomeLock;
import dev.trainyard.cli.local.Ports;
import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.store.Store;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "apiserver",
        description = "The API server and its store in $TRAINYARD_HOME, in the foreground, without any other part.")
final class ApiServerCommand implements Callable<Integer> {
    @Option(names = "--port", description = "The port on 127.0.0.1; 6443 unless given, 0 for any.")
    private int port = Ports.USUAL.api();

    private final Shell shell;

    ApiServerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.configure();
        var home = shell.home();
        try (var _ = HomeLock.tryTake(home, home.lock())
                        .orElseThrow(() -> new Failure("The local cluster of " + home.path()
                                + " is up, and has an API server. Stop it: trainyard down"));
                var store = Store.open(home.path().resolve("store.db"));
                var server = ApiServer.start(new ApiServerConfig(home.path(), port, store))) {
            shell.out()
                    .println("API server at " + server.url() + ", kubeconfig " + server.kubeconfig()
                            + "; Ctrl-C ends it.");
            return Foreground.untilStopped(server, store);
        }
    }
}
