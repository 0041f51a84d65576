package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.GangScheduler;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How PodGroups are reached, of which no class is known: each gang scheduler has a kind of its own. */
final class PodGroupResource {
    private static final Logger LOG = LoggerFactory.getLogger(PodGroupResource.class);
    private static final String KIND = "PodGroup";

    static MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            of(KubernetesClient client, String apiVersion) {
        var parts = apiVersion.split("/", 2);
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(parts[0])
                .withVersion(parts[1])
                .withKind(KIND)
                .withPlural("podgroups")
                .withNamespaced(true)
                .build());
    }

    /** Whether the cluster has them. */
    static boolean isKnown(KubernetesClient client, GangScheduler scheduler) {
        boolean known = client.supports(scheduler.apiVersion(), KIND);
        if (!known) {
            LOG.warn(
                    "the cluster has no PodGroup of {}: install {} with its CRDs; jobs wait until then",
                    scheduler.apiVersion(),
                    scheduler.product());
        }
        return known;
    }

    private PodGroupResource() {}
}
