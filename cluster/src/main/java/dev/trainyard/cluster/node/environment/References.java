package dev.trainyard.cluster.node.environment;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** The objects of a pod's namespace that its containers may refer to. */
public interface References {
    Optional<ConfigMap> configMap(String name);

    Optional<Secret> secret(String name);
}
