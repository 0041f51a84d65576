package dev.trainyard.cli.command;

import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cli.local.Home;
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
                connection -> {
                    CustomResources.apply(connection.client());
                    return Operator.start(connection.client(), PartConfigs.operator(ports(home)));
                });
        return commands;
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
