package dev.trainyard.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    private static boolean knowsContainerRestartPolicies(KubernetesClient client) {
        try {
            return minor(client.getKubernetesVersion()) >= RESTARTS_CONTAINERS_SINCE;
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
        var definition = client.apiextensions().v1().customResourceDefinitions().withName(name);
        try {
            var there = definition.get();
            if (!isEstablished(there)) {
                LOG.warn(
                        "the CRD {} is not installed: apply the CRDs of this release; the operator waits for it", name);
                there = definition.waitUntilCondition(ServerCheck::isEstablished, FOR_EVER_DAYS, TimeUnit.DAYS);
            }
            if (!keepsOurStatus(there)) {
                LOG.warn(
                        "the CRD {} is another's, and drops status.artifacts and status.history: apply the one of this release, or uploads and restarts are not remembered",
                        name);
            }
        } catch (KubernetesClientException e) {
            LOG.warn("cannot read the CRD {} ({}), to see whether it is ours", name, e.getMessage());
        }
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private static boolean keepsOurStatus(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().stream()
                .filter(version -> version.getName().equals("v1"))
                .map(version ->
                        version.getSchema().getOpenAPIV3Schema().getProperties().get("status"))
                .anyMatch(status -> status != null
                        && status.getProperties() != null
                        && status.getProperties().containsKey("artifacts")
                        && status.getProperties().containsKey("history"));
    }
}
