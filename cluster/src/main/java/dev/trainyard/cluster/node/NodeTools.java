package dev.trainyard.cluster.node;

import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.node.container.FolderWatch;
import dev.trainyard.cluster.node.container.Shim;
import dev.trainyard.cluster.node.environment.DownwardApi;
import dev.trainyard.cluster.node.probe.Prober;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** What all pods of the node share. */
record NodeTools(
        KubernetesClient client,
        NodeAgentConfig config,
        Shim shim,
        FolderWatch exits,
        NodeEvents events,
        ReferencedObjects references,
        Images images,
        Gpus gpus,
        Limits limits,
        Prober prober,
        AgentRights rights,
        Map<String, Quantity> allocatable) {

    DownwardApi downwardApi(Pod pod) {
        return new DownwardApi(pod, allocatable, config.podAddress());
    }
}
