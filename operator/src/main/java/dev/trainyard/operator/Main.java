package dev.trainyard.operator;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.reconcile.PortRange;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs the operator alone, with the kubeconfig or service account that it finds in the usual places. */
public final class Main {
    private static final String USAGE = """
            usage: operator [--namespace NAME] [--replica-ports FIRST-LAST] [--uploader-image IMAGE]
              --namespace       run the jobs of this namespace only
              --replica-ports   hand out these ports to replicas, where all pods share one network
              --uploader-image  the uploader's image where an ArtifactStore names none
            $CUSTOM_CLUSTER_DOMAIN is appended to the host names that replicas get, as Training Operator does.""";

    public static void main(String[] arguments) throws InterruptedException {
        var config = OperatorConfig.DEFAULT.withClusterDomain(
                Optional.ofNullable(System.getenv("CUSTOM_CLUSTER_DOMAIN")).orElse(""));
        try {
            config = parse(config, arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
        }
        var stopped = new CountDownLatch(1);
        try (var client = new KubernetesClientBuilder()
                        .withKubernetesSerialization(Serialization.kubernetes())
                        .build();
                var _ = Operator.start(client, config)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            stopped.await();
        }
    }

    static OperatorConfig parse(OperatorConfig defaults, String... arguments) {
        var config = defaults;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " lacks a value");
            }
            var value = arguments[i + 1];
            config = switch (arguments[i]) {
                case "--namespace" -> config.withNamespace(value);
                case "--replica-ports" -> config.withReplicaPorts(PortRange.parse(value));
                case "--uploader-image" -> config.withUploaderImage(value);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            };
        }
        return config;
    }

    private Main() {}
}
