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
 * is let go; what belongs to another is left alone. A job that was deleted with its pods orphaned, and is made again,
 * goes on with them.
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
        boolean alike = TELLING.stream().allMatch(label -> Objects.equals(label(wanted, label), label(there, label)));
        if (Cache.isOwned(there, job)) {
            return alike ? new Claim.Own<>(there) : released(job, there);
        }
        boolean orphan = owners(there).noneMatch(owner -> Boolean.TRUE.equals(owner.getController()));
        boolean stays = there.getMetadata().getDeletionTimestamp() == null;
        return orphan && alike && stays && isThere(job) ? adopted(wanted, there) : new Claim.Foreign<>();
    }

    private <T extends HasMetadata> Claim<T> adopted(T wanted, T there) {
        return patched(there, wanted.getMetadata().getOwnerReferences())
                .<Claim<T>>map(Claim.Adopted::new)
                .orElseGet(Claim.Foreign::new);
    }

    private <T extends HasMetadata> Claim<T> released(CustomResource<?, ?> job, T there) {
        patched(
                there,
                List.of(Map.of("$patch", "delete", "uid", job.getMetadata().getUid())));
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
    private <T extends HasMetadata> Optional<T> patched(T there, List<?> owners) {
        var patch = Map.of("metadata", Map.of("uid", there.getMetadata().getUid(), "ownerReferences", owners));
        try {
            return Optional.of(client.resource(there)
                    .patch(MERGE, Serialization.kubernetes().asJson(patch)));
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
