package dev.trainyard.operator.webhook;

import dev.trainyard.operator.admission.PodAdmission;
import dev.trainyard.operator.certificates.Certificates;
import dev.trainyard.operator.certificates.ServerKeys;
import dev.trainyard.operator.reconcile.Changes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admission webhook. Every replica of the operator serves it, whether it leads or not, and shows the certificate
 * that they have in common.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    /** So that the changes of a moment are seen together, and who undoes ours again and again does not keep us busy. */
    private static final Duration AFTER_A_CHANGE = Duration.ofMillis(200);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private final CertificateKeeper keeper;
    private final AdmissionEndpoint endpoint;
    private final List<SharedIndexInformer<?>> watches;
    private final ScheduledThreadPoolExecutor looks;
    private final CountDownLatch looked = new CountDownLatch(1);
    private Optional<ScheduledFuture<?>> next = Optional.empty();

    /**
     * Begins to serve.
     *
     * @param client stays the caller's to close
     * @param admission asked once, with the first question; may fail as the client does
     * @throws IOException if the port is taken
     */
    public Webhook(KubernetesClient client, WebhookConfig config, Supplier<PodAdmission> admission, Clock clock)
            throws IOException {
        var keys = new ServerKeys();
        keeper = new CertificateKeeper(client, config, clock, Certificates.LIVES, keys);
        endpoint = new AdmissionEndpoint(
                config.address(),
                keys.context(),
                new PodReviews(client, admission, clock)::answer,
                AdmissionLimits.DEFAULT);
        looks = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("operator-webhook").factory());
        looks.setRemoveOnCancelPolicy(true);
        watches = List.of(
                watch(client.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(WebhookConfig.CONFIGURATION)),
                watch(client.secrets().inNamespace(config.namespace()).withName(config.secret())));
        looks.execute(this::look);
        watches.forEach(SharedIndexInformer::start);
    }

    private <T extends HasMetadata> SharedIndexInformer<T> watch(Resource<T> resource) {
        var informer = resource.runnableInformer(0).exceptionHandler((_, e) -> {
            LOG.warn("the watch on what the webhook is trusted by has broken, and begins again: {}", e.getMessage());
            return true;
        });
        informer.addEventHandler(new Changes<>(_ -> lookIn(AFTER_A_CHANGE)));
        return informer;
    }

    private void look() {
        Duration rest;
        try {
            rest = keeper.look();
            looked.countDown();
        } catch (KubernetesClientException e) {
            LOG.warn("the webhook's certificate cannot be seen to, and is again in a while: {}", e.getMessage());
            rest = AFTER_A_FAILURE;
        } catch (RuntimeException e) {
            // Whatever it is, who never looked again would let the certificate expire.
            LOG.error("the webhook's certificate cannot be seen to, and is again in a while", e);
            rest = AFTER_A_FAILURE;
        }
        lookIn(rest);
    }

    private synchronized void lookIn(Duration rest) {
        next.ifPresent(planned -> planned.cancel(false));
        if (!looks.isShutdown()) {
            next = Optional.of(looks.schedule(this::look, rest.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /** Whether calls of the API server succeed; or there are none, since no configuration asks for them. */
    public boolean isReady() {
        return looked.getCount() == 0 && keeper.isReady();
    }

    /** Waits until they do, and says whether they do by then. */
    public boolean awaitReady(Duration patience) throws InterruptedException {
        return looked.await(patience.toMillis(), TimeUnit.MILLISECONDS) && isReady();
    }

    /** The port that it listens on. */
    public int port() {
        return endpoint.port();
    }

    @Override
    public void close() {
        synchronized (this) {
            looks.shutdownNow();
        }
        watches.forEach(SharedIndexInformer::close);
        endpoint.close();
    }
}
