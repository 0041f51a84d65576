package dev.trainyard.operator;

import dev.trainyard.api.Logging;
import dev.trainyard.api.VirtualThreads;
import dev.trainyard.operator.telemetry.Endpoint;
import dev.trainyard.operator.telemetry.Metrics;
import dev.trainyard.operator.telemetry.MetricsAccess;
import dev.trainyard.operator.webhook.Webhook;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the operator alone, with the kubeconfig or service account that it finds in the usual places. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final String USAGE = """
            usage: operator [--namespace NAME] [--replica-ports FIRST-LAST] [--uploader-image IMAGE]
                            [--gang-scheduler NAME] [--metrics-port PORT [--metrics-token-file FILE]]
                            [--leader-election NAMESPACE/NAME] [--webhook-port PORT --webhook-secret NAMESPACE/NAME]
              --namespace        run the jobs of this namespace only
              --replica-ports    hand out these ports to replicas, where all pods share one network
              --uploader-image   the uploader's image where an ArtifactStore names none
              --gang-scheduler   start the pods of a job together by this scheduler: volcano, or one with
                                 the coscheduling plugin, such as scheduler-plugins-scheduler
              --metrics-port     serve Prometheus metrics at /metrics and health at /healthz and /readyz
              --metrics-token-file
                                 answer /metrics only where the request bears the token in this file
              --leader-election  of several replicas let the holder of this Lease work
              --webhook-port     serve the webhook that puts uploaders into pods which ask for one; who calls
                                 it is said by the MutatingWebhookConfiguration trainyard-operator
              --webhook-secret   keep its certificates in this Secret
            $CUSTOM_CLUSTER_DOMAIN is appended to the host names that replicas get, as Training Operator does.""";

    private final KubernetesClient client;
    private final Settings settings;
    private final Metrics metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Main(KubernetesClient client, Settings settings, Metrics metrics) {
        this.client = client;
        this.settings = settings;
        this.metrics = metrics;
    }

    public static void main(String[] arguments) throws Exception {
        VirtualThreads.spareCarriers();
        CipherSuites.prefer();
        Logging.configure();
        var domain = Optional.ofNullable(System.getenv("CUSTOM_CLUSTER_DOMAIN")).orElse("");
        Settings settings;
        try {
            settings = Settings.parse(OperatorConfig.DEFAULT.withClusterDomain(domain), arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        var metrics = new Metrics();
        var access = Config.autoConfigure(null);
        access.setHttp2Disable(true);
        try (var client = new KubernetesClientBuilder()
                        .withConfig(access)
                        .withKubernetesSerialization(Operator.serialization())
                        .build();
                var webhook = new OptionalWebhook(client, settings);
                var _ = serve(settings, metrics, webhook::isReady)) {
            HeapCollections.begin();
            new Main(client, settings, metrics).run();
        }
    }

    /** Works until the process is told to end. */
    private void run() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
        try (var _ = settings.lease().map(this::seekLeadership).orElseGet(this::work)) {
            stopped.await();
        }
    }

    private AutoCloseable work() {
        return Operator.start(client, settings.operator(), metrics);
    }

    private AutoCloseable seekLeadership(Settings.ObjectName lease) {
        return Leadership.seek(client, lease.namespace(), lease.name(), identity(), this::lead, this::lost);
    }

    /** Who cannot work must not keep the lease from those who can. */
    private void lead() {
        try {
            work();
        } catch (RuntimeException | Error e) {
            LOG.error("this replica leads and cannot work: it ends", e);
            Runtime.getRuntime().halt(1);
        }
    }

    /** What has been begun cannot be called back, and another replica begins: the process must not finish it. */
    private void lost() {
        if (stopped.getCount() > 0) {
            LOG.error("the lease is lost: this replica ends, to stand for election again");
            Runtime.getRuntime().halt(1);
        }
    }

    /** In a pod, its name. */
    private static String identity() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("operator") + "_" + UUID.randomUUID();
    }

    private static AutoCloseable serve(Settings settings, Metrics metrics, BooleanSupplier ready) throws IOException {
        var port = settings.metricsPort();
        return port.isEmpty()
                ? () -> {}
                : new Endpoint(
                        new InetSocketAddress(port.get()), metrics, new MetricsAccess(settings.metricsToken()), ready);
    }

    /** The webhook, which all replicas serve, where there is one. */
    private record OptionalWebhook(Optional<Webhook> webhook) implements AutoCloseable {
        OptionalWebhook(KubernetesClient client, Settings settings) throws IOException {
            this(
                    settings.webhook().isEmpty()
                            ? Optional.empty()
                            : Optional.of(Operator.serveWebhook(
                                    client,
                                    settings.operator(),
                                    settings.webhook().get())));
        }

        boolean isReady() {
            return webhook.map(Webhook::isReady).orElse(true);
        }

        @Override
        public void close() {
            webhook.ifPresent(Webhook::close);
        }
    }
}
