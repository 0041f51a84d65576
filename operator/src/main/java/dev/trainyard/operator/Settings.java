package dev.trainyard.operator;

import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.reconcile.PortRange;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param operator how the operator runs
 * @param metricsPort the port of metrics and health, on all addresses; absent where nobody is to ask
 * @param lease the Lease that the leader of several replicas holds; absent where there is one replica
 */
record Settings(OperatorConfig operator, Optional<Integer> metricsPort, Optional<LeaseName> lease) {
    /** Which Lease. */
    record LeaseName(String namespace, String name) {
        static LeaseName parse(String text) {
            var parts = text.split("/", -1);
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IllegalArgumentException(
                        "--leader-election is \"%s\": write the Lease's namespace and name, NAMESPACE/NAME"
                                .formatted(text));
            }
            return new LeaseName(parts[0], parts[1]);
        }
    }

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException with what is wrong with which
     */
    static Settings parse(OperatorConfig defaults, String... arguments) {
        var settings = new Settings(defaults, Optional.empty(), Optional.empty());
        var words = Stream.of(arguments).flatMap(Settings::words).iterator();
        while (words.hasNext()) {
            var option = words.next();
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + " lacks a value");
            }
            settings = settings.with(option, words.next());
        }
        return settings;
    }

    /** An option and its value may be one word, {@code --namespace=team}, as in the manifests of Training Operator. */
    private static Stream<String> words(String argument) {
        return argument.startsWith("--") ? Stream.of(argument.split("=", 2)) : Stream.of(argument);
    }

    private Settings with(String option, String value) {
        return switch (option) {
            case "--namespace" -> with(operator.withNamespace(value));
            case "--replica-ports" -> with(operator.withReplicaPorts(PortRange.parse(value)));
            case "--uploader-image" -> with(operator.withUploaderImage(value));
            // The second is what Training Operator calls it.
            case "--gang-scheduler", "--gang-scheduler-name" ->
                with(operator.withGangScheduler(GangScheduler.named(value)));
            case "--metrics-port" -> new Settings(operator, Optional.of(port(value)), lease);
            case "--leader-election" -> new Settings(operator, metricsPort, Optional.of(LeaseName.parse(value)));
            default -> throw new IllegalArgumentException("unknown option " + option);
        };
    }

    private Settings with(OperatorConfig changed) {
        return new Settings(changed, metricsPort, lease);
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--metrics-port is \"%s\": write a port, 0 to 65535".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
