package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.LocalWebhook;
import dev.trainyard.cli.local.Part;
import dev.trainyard.cli.local.PartConfigs;
import dev.trainyard.cli.local.Ports;
import dev.trainyard.cli.local.RunningCluster;
import dev.trainyard.cluster.controllers.Controllers;
import dev.trainyard.cluster.controllers.ControllersConfig;
import dev.trainyard.cluster.node.NodeAgent;
import dev.trainyard.cluster.scheduler.Scheduler;
import dev.trainyard.cluster.scheduler.SchedulerConfig;
import dev.trainyard.operator.Operator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands that run one part each. */
final class Parts {
    static Map<String, Supplier<CommandLine>> commands(Shell shell) {
        var home = shell.home();
        var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
        add(
                commands,
                shell,
                Part.SCHEDULER,
                "Gives pods their nodes.",
                connection -> Scheduler.start(connection.client(), SchedulerConfig.standard()));
        add(
                commands,
                shell,
                Part.CONTROLLERS,
                "Owners, namespaces, volumes, nodes: what a controller manager does.",
                connection -> Controllers.start(connection.client(), ControllersConfig.localCluster(home.path())));
        add(
                commands,
                shell,
                Part.NODE,
                "Makes this machine a node, and runs the pods that it is given.",
                connection -> NodeAgent.start(
                        connection.client(),
                        PartConfigs.node(home, ports(home).node()).withAddressForServices()));
        add(
                commands,
                shell,
                Part.OPERATOR,
                "Runs training jobs, for pods that share this machine's network.",
                connection -> operator(connection, home));
        return commands;
    }

    /** A server elsewhere could not call a webhook that is served here. */
    private static AutoCloseable operator(Connection connection, Home home) throws Exception {
        CustomResources.apply(connection.client());
        var config = PartConfigs.operator(ports(home));
        var operator = Operator.start(connection.client(), config);
        boolean isHere = RunningCluster.find(home)
                .filter(cluster -> cluster.server().equals(connection.server()))
                .isPresent();
        if (!isHere) {
            return operator;
        }
        var webhook = LocalWebhook.start(connection.client(), config, Set.of());
        return () -> {
            webhook.close();
            operator.close();
        };
    }

    private static Ports ports(Home home) {
        return RunningCluster.find(home).map(RunningCluster::ports).orElse(Ports.USUAL);
    }

    private static void add(
            Map<String, Supplier<CommandLine>> commands,
            Shell shell,
            Part part,
            String description,
            PartCommand.Starter starter) {
        commands.put(part.name().toLowerCase(Locale.ROOT), () -> {
            var command = new CommandLine(new PartCommand(shell, part, starter));
            command.getCommandSpec().usageMessage().description(description);
            return command;
        });
    }

    private Parts() {}
}
