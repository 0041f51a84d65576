package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Which job. */
record JobKey(String namespace, String name) {
    static JobKey of(HasMetadata job) {
        return new JobKey(job.getMetadata().getNamespace(), job.getMetadata().getName());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
