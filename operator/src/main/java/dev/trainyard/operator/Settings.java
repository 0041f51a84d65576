package dev.trainyard.operator;

import dev.trainyard.operator.reconcile.PortRange;
import java.util.Optional;

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
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " lacks a value");
            }
            settings = settings.with(arguments[i], arguments[i + 1]);
        }
        return settings;
    }

    private Settings with(String option, String value) {
        return switch (option) {
            case "--namespace" -> with(operator.withNamespace(value));
            case "--replica-ports" -> with(operator.withReplicaPorts(PortRange.parse(value)));
            case "--uploader-image" -> with(operator.withUploaderImage(value));
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
