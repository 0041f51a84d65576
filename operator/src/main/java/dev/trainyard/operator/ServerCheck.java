package dev.trainyard.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator asks of a server once, at its start.
 *
 * @param restartsContainers whether it knows restart policies of single containers
 */
record ServerCheck(boolean restartsContainers) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final long FOR_EVER_DAYS = 3650;
    private static final int RESTARTS_CONTAINERS_SINCE = 35;

    /**
     * Asks the server.
     *
     * @param definitions the names of the CRDs that the operator needs
     */
    static ServerCheck of(KubernetesClient client, List<String> definitions) {
        definitions.forEach(name -> checkDefinition(client, name));
        return new ServerCheck(knowsContainerRestartPolicies(client));
    }

    /** Whether the server knows restart policies of single containers. */
    static boolean askWhetherContainersRestart(KubernetesClient client) {
        return minor(client.getKubernetesVersion()) >= RESTARTS_CONTAINERS_SINCE;
    }

    private static boolean knowsContainerRestartPolicies(KubernetesClient client) {
        try {
            return askWhetherContainersRestart(client);
        } catch (KubernetesClientException e) {
            LOG.warn("the server does not tell its version ({}): uploads are not tried again in place", e.getMessage());
            return false;
        }
    }

    private static int minor(VersionInfo version) {
        var digits = version.getMinor() == null ? "" : version.getMinor().replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /**
     * Waits for the CRD, which may be installed together with the operator. Training Operator's own would prune what we
     * add to the status, and without that no restart and no attempt is remembered.
     */
    private static void checkDefinition(KubernetesClient client, String name) {
        try {
            var there = read(client, name).filter(ServerCheck::isEstablished);
            if (there.isEmpty()) {
                LOG.warn(
                        "the CRD {} is not installed: apply the CRDs of this release; the operator waits for it", name);
                there = await(client, name);
            }
            if (!there.filter(ServerCheck::keepsOurStatus).isPresent()) {
                LOG.warn(
                        "the CRD {} is another's, and drops status.artifacts and status.history: apply the one of this release, or uploads and restarts are not remembered",
                        name);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                // So it is where the operator has the Roles of one namespace and no right over the cluster.
                LOG.info("this operator may not read the CRD {}, so it does not check whether it is ours", name);
            } else {
                LOG.warn("cannot read the CRD {} ({}), to see whether it is ours", name, e.getMessage());
            }
        }
    }

    /** As a tree: fabric8's types make tenths of a second of a schema with a thousand fields, at each start. */
    private static Optional<JsonNode> read(KubernetesClient client, String name) {
        try {
            var text = client.raw("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name);
            return text == null
                    ? Optional.empty()
                    : Optional.of(Serialization.mapper().readTree(text));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("the server's answer is no JSON", e);
        }
    }

    private static Optional<JsonNode> await(KubernetesClient client, String name) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .waitUntilCondition(ServerCheck::isEstablished, FOR_EVER_DAYS, TimeUnit.DAYS);
        return read(client, name);
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private static boolean isEstablished(JsonNode definition) {
        return elements(definition.at("/status/conditions"))
                .anyMatch(condition -> condition.path("type").asText().equals("Established")
                        && condition.path("status").asText().equals("True"));
    }

    private static boolean keepsOurStatus(JsonNode definition) {
        return elements(definition.at("/spec/versions"))
                .filter(version -> version.path("name").asText().equals("v1"))
                .map(version -> version.at("/schema/openAPIV3Schema/properties/status/properties"))
                .anyMatch(status -> status.has("artifacts") && status.has("history"));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
