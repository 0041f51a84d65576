package dev.trainyard.operator;

import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.reconcile.PortRange;
import dev.trainyard.operator.webhook.WebhookConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param operator how the operator runs
 * @param metricsPort the port of metrics and health, on all addresses; absent where nobody is to ask
 * @param metricsToken the file of the token that a request for the metrics must bear; absent where anybody may read
 *     them
 * @param lease the Lease that the leader of several replicas holds; absent where there is one replica
 * @param webhookPort the port of the admission webhook, on all addresses; absent where there is none
 * @param webhookSecret the Secret that its certificates are in
 */
record Settings(
        OperatorConfig operator,
        Optional<Integer> metricsPort,
        Optional<Path> metricsToken,
        Optional<ObjectName> lease,
        Optional<Integer> webhookPort,
        Optional<ObjectName> webhookSecret) {
    /** Which Lease, or which Secret. */
    record ObjectName(String namespace, String name) {
        static ObjectName parse(String option, String kind, String text) {
            var parts = text.split("/", -1);
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IllegalArgumentException("%s is \"%s\": write the %s's namespace and name, NAMESPACE/NAME"
                        .formatted(option, text, kind));
            }
            return new ObjectName(parts[0], parts[1]);
        }
    }

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException with what is wrong with which
     */
    static Settings parse(OperatorConfig defaults, String... arguments) {
        var settings = new Settings(
                defaults, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var words = Stream.of(arguments).flatMap(Settings::words).iterator();
        while (words.hasNext()) {
            var option = words.next();
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + " lacks a value");
            }
            settings = settings.with(option, words.next());
        }
        if (settings.metricsToken.isPresent() && settings.metricsPort.isEmpty()) {
            throw new IllegalArgumentException(
                    "--metrics-token-file has no meaning without --metrics-port: give the port that the metrics are served at");
        }
        if (settings.webhookPort.isPresent() != settings.webhookSecret.isPresent()) {
            throw new IllegalArgumentException(
                    "--webhook-port and --webhook-secret go together: the port that the webhook is served at, and the Secret that its certificates are kept in, NAMESPACE/NAME");
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
            case "--metrics-port" ->
                new Settings(
                        operator, Optional.of(port(option, value)), metricsToken, lease, webhookPort, webhookSecret);
            case "--metrics-token-file" ->
                new Settings(operator, metricsPort, Optional.of(Path.of(value)), lease, webhookPort, webhookSecret);
            case "--leader-election" ->
                new Settings(
                        operator,
                        metricsPort,
                        metricsToken,
                        Optional.of(ObjectName.parse(option, "Lease", value)),
                        webhookPort,
                        webhookSecret);
            case "--webhook-port" ->
                new Settings(
                        operator, metricsPort, metricsToken, lease, Optional.of(port(option, value)), webhookSecret);
            case "--webhook-secret" ->
                new Settings(
                        operator,
                        metricsPort,
                        metricsToken,
                        lease,
                        webhookPort,
                        Optional.of(ObjectName.parse(option, "Secret", value)));
            default -> throw new IllegalArgumentException("unknown option " + option);
        };
    }

    private Settings with(OperatorConfig changed) {
        return new Settings(changed, metricsPort, metricsToken, lease, webhookPort, webhookSecret);
    }

    /** How the webhook is served; absent where there is none. */
    Optional<WebhookConfig> webhook() {
        return webhookPort.flatMap(port -> webhookSecret.map(
                secret -> new WebhookConfig(new InetSocketAddress(port), secret.namespace(), secret.name())));
    }

    private static int port(String option, String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("%s is \"%s\": write a port, 0 to 65535".formatted(option, text));
        }
        return Integer.parseInt(text);
    }
}
