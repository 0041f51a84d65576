package dev.trainyard.operator.reconcile;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settles whose an object is that bears the name of one that a job is about to make, by the rules of all controllers:
 * one that has no controller and the job's labels becomes the job's; one of the job's whose labels have been taken away
 * is let go; what belongs to another is left alone. Whether a pod may become the job's, {@link OrphanedRun} says.
 */
final class Ownership {
    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private static final List<String> TELLING =
            List.of(Labels.OPERATOR_NAME, Labels.JOB_NAME, Labels.REPLICA_TYPE, Labels.REPLICA_INDEX);

    private final KubernetesClient client;

    Ownership(KubernetesClient client) {
        this.client = client;
    }

    /** Whose it is. */
    sealed interface Claim<T> {
        /** It was the job's before. */
        record Own<T>(T object) implements Claim<T> {}

        /** It is the job's from now on. */
        record Adopted<T>(T object) implements Claim<T> {}

        /** It was the job's until now. */
        record Released<T>() implements Claim<T> {}

        /** It is none of the job's. */
        record Foreign<T>() implements Claim<T> {}
    }

    /**
     * Settles it.
     *
     * @param wanted what the job would have made
     * @param there what bears its name
     */
    <T extends HasMetadata> Claim<T> settle(CustomResource<?, ?> job, T wanted, T there) {
        if (Cache.isOwned(there, job)) {
            return isAlike(wanted, there) ? new Claim.Own<>(there) : released(job, there);
        }
        return isOrphan(job, wanted, there) ? adopted(wanted, there) : new Claim.Foreign<>();
    }

    /**
     * Whether no controller has what is there, and its labels say that an earlier job of this name has made it.
     *
     * @param wanted what the job would have made
     * @param there what bears its name
     */
    boolean isOrphan(CustomResource<?, ?> job, HasMetadata wanted, HasMetadata there) {
        return !hasController(there)
                && isAlike(wanted, there)
                && there.getMetadata().getDeletionTimestamp() == null
                && isThere(job);
    }

    static boolean hasController(HasMetadata object) {
        return owners(object).anyMatch(owner -> Boolean.TRUE.equals(owner.getController()));
    }

    private static boolean isAlike(HasMetadata wanted, HasMetadata there) {
        return TELLING.stream().allMatch(label -> Objects.equals(label(wanted, label), label(there, label)));
    }

    /** As it was when it was looked at: a pod that has ended since is not taken. */
    private <T extends HasMetadata> Claim<T> adopted(T wanted, T there) {
        var metadata = Map.of(
                "uid",
                there.getMetadata().getUid(),
                "resourceVersion",
                there.getMetadata().getResourceVersion(),
                "ownerReferences",
                wanted.getMetadata().getOwnerReferences());
        return patched(there, metadata)
                .<Claim<T>>map(Claim.Adopted::new)
                .orElseThrow(() -> new TryAgain("the %s named %s has just changed"
                        .formatted(there.getKind(), there.getMetadata().getName())));
    }

    private <T extends HasMetadata> Claim<T> released(CustomResource<?, ?> job, T there) {
        var ours = Map.of("$patch", "delete", "uid", job.getMetadata().getUid());
        patched(there, Map.of("uid", there.getMetadata().getUid(), "ownerReferences", List.of(ours)));
        return new Claim.Released<>();
    }

    /** What the watch says of the job may be old: one that is on its way out takes nothing along. */
    private boolean isThere(CustomResource<?, ?> job) {
        var now = client.resource(job).get();
        return now != null
                && now.getMetadata().getUid().equals(job.getMetadata().getUid())
                && now.getMetadata().getDeletionTimestamp() == null;
    }

    /** Absent where the object has gone meanwhile, or another has come in its place. */
    private <T extends HasMetadata> Optional<T> patched(T there, Map<String, ?> metadata) {
        try {
            return Optional.of(client.resource(there)
                    .patch(MERGE, Serialization.kubernetes().asJson(Map.of("metadata", metadata))));
        } catch (KubernetesClientException e) {
            if (ServerAnswer.isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Stream<OwnerReference> owners(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getOwnerReferences(), List.<OwnerReference>of())
                .stream();
    }

    private static Optional<String> label(HasMetadata object, String label) {
        return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(label));
    }
}
