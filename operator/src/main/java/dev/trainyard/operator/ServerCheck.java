package dev.trainyard.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator asks of a server once, at its start.
 *
 * @param restartsContainers whether it knows restart policies of single containers
 */
record ServerCheck(boolean restartsContainers) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final int RESTARTS_CONTAINERS_SINCE = 35;

    static ServerCheck of(KubernetesClient client) {
        warnOfOtherCrd(client);
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
     * Training Operator's own CRD prunes what we add to the status, and without that no restart or attempt is
     * remembered.
     */
    private static void warnOfOtherCrd(KubernetesClient client) {
        try {
            var crd = client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("tfjobs.kubeflow.org")
                    .get();
            if (crd == null) {
                LOG.warn(
                        "the CRD tfjobs.kubeflow.org is not installed: apply the CRDs of this release; until then no TFJob is run");
            } else if (!keepsOurStatus(crd)) {
                LOG.warn(
                        "the CRD tfjobs.kubeflow.org is another's, and drops status.artifacts and status.history: apply the one of this release, or uploads and restarts are not remembered");
            }
        } catch (KubernetesClientException e) {
            LOG.warn("cannot read the CRD tfjobs.kubeflow.org ({}), to see whether it is ours", e.getMessage());
        }
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
