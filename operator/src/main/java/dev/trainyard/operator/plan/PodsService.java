package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/**
 * The job's headless Service, which gives each pod a name of its own. There is one a job, unless it asks for v1's one a
 * replica: that halves what is written to the API server. Pods are found before they are ready, so that a sidecar that
 * is not never takes the chief out of the DNS.
 */
final class PodsService {
    static Service of(TrainingJob job) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(job.serviceName())
                .withNamespace(job.namespace())
                .withLabels(job.selector())
                .withOwnerReferences(job.ownerReference())
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(job.selector())
                .addNewPort()
                .withName(job.framework().portName())
                .withPort(job.framework().defaultPort())
                .endPort()
                .endSpec()
                .build();
    }

    private PodsService() {}
}
