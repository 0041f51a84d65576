package dev.trainyard.operator.admission;

import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Optional;

/**
 * Who makes pods or Jobs.
 *
 * @param apiVersion of its kind
 */
public record PodOwner(String apiVersion, String kind, String name) {
    private static final String BATCH = "batch/v1";

    /** The one that controls an object; absent where nobody does. */
    public static Optional<PodOwner> of(ObjectMeta metadata) {
        return metadata.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .map(PodOwner::of);
    }

    private static PodOwner of(OwnerReference owner) {
        return new PodOwner(owner.getApiVersion(), owner.getKind(), owner.getName());
    }

    /** Whether its name can be looked up, and can name a folder of a store. The API server does not check it. */
    public boolean hasName() {
        return DnsName.isSubdomain(name);
    }

    /** Whether it may itself be made by another, whose runs its runs are: a CronJob. */
    public boolean isJob() {
        return apiVersion.equals(BATCH) && kind.equals("Job");
    }

    /** Whether the operator makes its pods, and has put the uploader in where one belongs. */
    public boolean isTrainingJob() {
        return KubeflowJob.KINDS.stream()
                .anyMatch(job ->
                        kind.equals(HasMetadata.getKind(job)) && apiVersion.equals(HasMetadata.getApiVersion(job)));
    }
}
