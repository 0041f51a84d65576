package dev.trainyard.operator.webhook;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.certificates.Certificates;
import dev.trainyard.operator.certificates.ServerKeys;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificates that all replicas serve with in one Secret, and has the API server trust them. Any replica may
 * do any of it: who writes second is refused, and looks again.
 */
final class CertificateKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);

    /** A watch tells of changes; a look now and then finds what it has missed. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private static final Duration SHORTEST_REST = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;

    private final KubernetesClient client;
    private final WebhookConfig config;
    private final Clock clock;
    private final Certificates.Lives lives;
    private final ServerKeys keys;
    private boolean missed;

    CertificateKeeper(
            KubernetesClient client, WebhookConfig config, Clock clock, Certificates.Lives lives, ServerKeys keys) {
        this.client = client;
        this.config = config;
        this.clock = clock;
        this.lives = lives;
        this.keys = keys;
    }

    /**
     * Sees to it that Secret, configuration and server agree, in this order: what the server shows must be trusted
     * before it is shown.
     *
     * @return when to look again, unless something has changed before
     */
    synchronized Duration look() {
        var configuration = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookConfig.CONFIGURATION)
                .get();
        var hosts = hosts(configuration);
        if (configuration == null || hosts.isEmpty()) {
            if (!missed) {
                LOG.warn(
                        "there is no MutatingWebhookConfiguration {}, so no pod is sent here: it is part of what is installed, see docs/install.md",
                        WebhookConfig.CONFIGURATION);
            }
            missed = true;
            return LONGEST_REST;
        }
        missed = false;
        var certificates = shared(hosts);
        if (!keys.isReady()) {
            // Whoever trusts the others' by now may call at once.
            keys.show(certificates.serving());
        }
        trust(configuration, certificates.trusted());
        keys.show(certificates.serving());
        var rest = Duration.between(clock.instant(), certificates.due());
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.isNegative() ? SHORTEST_REST : rest;
    }

    /** Whether calls succeed, or nobody is told to make any. */
    synchronized boolean isReady() {
        return missed || keys.isReady();
    }

    private Certificates shared(Set<String> hosts) {
        for (int attempt = 1; ; attempt++) {
            var secret = Optional.ofNullable(client.secrets()
                    .inNamespace(config.namespace())
                    .withName(config.secret())
                    .get());
            var data = secret.map(CertificateKeeper::decoded).orElse(Map.of());
            var certificates = Certificates.renewed(data, hosts, clock.instant(), lives);
            if (data.entrySet().containsAll(certificates.data().entrySet())) {
                return certificates;
            }
            try {
                write(secret, certificates);
                LOG.info(
                        "the webhook's certificate for {} is new, and valid until {}",
                        String.join(", ", hosts),
                        certificates.serving().certificate().getNotAfter().toInstant());
                return certificates;
            } catch (KubernetesClientException e) {
                // Another replica was faster, or the Secret has just gone: what is there now is what counts.
                boolean again = e.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && secret.isPresent());
                if (!again || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void write(Optional<Secret> there, Certificates certificates) {
        var encoded = new HashMap<String, String>();
        certificates
                .data()
                .forEach((key, text) ->
                        encoded.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        var secret = new SecretBuilder(there.orElseGet(Secret::new))
                .editOrNewMetadata()
                .withNamespace(config.namespace())
                .withName(config.secret())
                .endMetadata()
                .addToData(encoded)
                .build();
        if (there.isPresent()) {
            client.resource(secret).update();
        } else {
            client.resource(secret).create();
        }
    }

    private static Map<String, String> decoded(Secret secret) {
        var data = new HashMap<String, String>();
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                .forEach((key, base64) ->
                        data.put(key, new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8)));
        return data;
    }

    /** The webhooks may be in another order by then: each is named, and a server refuses the patch where it is not. */
    private void trust(MutatingWebhookConfiguration configuration, String authorities) {
        var bundle = Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.UTF_8));
        var operations = new ArrayList<Map<String, Object>>();
        var webhooks = configuration.getWebhooks();
        for (int i = 0; i < webhooks.size(); i++) {
            var webhook = webhooks.get(i);
            if (!bundle.equals(webhook.getClientConfig().getCaBundle())) {
                var path = "/webhooks/" + i;
                operations.add(Map.of("op", "test", "path", path + "/name", "value", webhook.getName()));
                operations.add(Map.of("op", "add", "path", path + "/clientConfig/caBundle", "value", bundle));
            }
        }
        if (!operations.isEmpty()) {
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName(WebhookConfig.CONFIGURATION)
                    .patch(
                            PatchContext.of(PatchType.JSON),
                            Serialization.kubernetes().asJson(operations));
        }
    }

    /** By which names and addresses the API server calls. */
    private static Set<String> hosts(@Nullable MutatingWebhookConfiguration configuration) {
        var hosts = new TreeSet<String>();
        if (configuration != null) {
            configuration.getWebhooks().forEach(webhook -> host(webhook).ifPresent(hosts::add));
        }
        return hosts;
    }

    private static Optional<String> host(MutatingWebhook webhook) {
        var client = webhook.getClientConfig();
        var service = client.getService();
        if (service != null) {
            return Optional.of("%s.%s.svc".formatted(service.getName(), service.getNamespace()));
        }
        return Optional.ofNullable(client.getUrl()).map(url -> URI.create(url).getHost());
    }
}
