package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes this machine known as a Node, and says every ten seconds that it is alive. */
final class NodeRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final String LEASES = "kube-node-lease";
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final int LEASE_SECONDS = 40;
    private static final int RENEWALS_PER_STATUS = 30; // Five minutes, as a kubelet.
    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final NodeDescription description;
    private final Runnable everyRenewal;
    private final Thread heart;

    /** @param everyRenewal called with each heartbeat */
    NodeRegistration(KubernetesClient client, NodeDescription description, Runnable everyRenewal) {
        this.client = client;
        this.description = description;
        this.everyRenewal = everyRenewal;
        var uid = Objects.toString(register().getMetadata().getUid(), "");
        this.heart = Thread.ofVirtual().name("node-heartbeat").start(() -> beat(uid));
    }

    private Node register() {
        var node = description.node(Instant.now());
        try {
            client.nodes().resource(node).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            var labels = Map.of("metadata", Map.of("labels", node.getMetadata().getLabels()));
            client.nodes()
                    .withName(description.name())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(labels));
        }
        return writeStatus();
    }

    private Node writeStatus() {
        var status = Map.of("status", description.node(Instant.now()).getStatus());
        return client.nodes()
                .withName(description.name())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(status));
    }

    private void beat(String uid) {
        try {
            for (var count = 1; ; count++) {
                try {
                    renew(uid);
                    if (count % RENEWALS_PER_STATUS == 0) {
                        writeStatus();
                    }
                } catch (KubernetesClientException e) {
                    LOG.debug("The heartbeat of node {} failed: {}", description.name(), e.getMessage());
                }
                everyRenewal.run();
                Thread.sleep(RENEW);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew(String uid) {
        var now = MICRO_TIME.format(Instant.now());
        var leases = client.leases().inNamespace(LEASES);
        try {
            leases.withName(description.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"renewTime\":\"" + now + "\"}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            var lease = new LeaseBuilder()
                    .withNewMetadata()
                    .withName(description.name())
                    .withNamespace(LEASES)
                    .withOwnerReferences(new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("Node")
                            .withName(description.name())
                            .withUid(uid)
                            .build())
                    .endMetadata()
                    .withNewSpec()
                    .withHolderIdentity(description.name())
                    .withLeaseDurationSeconds(LEASE_SECONDS)
                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                    .endSpec()
                    .build();
            leases.resource(lease).create();
        }
    }

    @Override
    public void close() {
        heart.interrupt();
    }
}
