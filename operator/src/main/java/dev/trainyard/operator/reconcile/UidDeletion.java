package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Deletes the object of a UID and no later one of its name, which fabric8's own delete cannot say. */
final class UidDeletion {
    /**
     * Deletes it.
     *
     * @param path the object's, as the API server has it
     * @return whether it was there
     */
    static boolean delete(KubernetesClient client, String path, String uid) {
        return delete(client, path, uid, Optional.empty());
    }

    /** The same for a pod, at once: nobody is waited for. */
    static boolean force(KubernetesClient client, String path, String uid) {
        return delete(client, path, uid, Optional.of(0L));
    }

    private static boolean delete(KubernetesClient client, String path, String uid, Optional<Long> graceSeconds) {
        var options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withPropagationPolicy("Background")
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
        graceSeconds.ifPresent(options::setGracePeriodSeconds);
        try {
            client.raw(path, "DELETE", options);
            return true;
        } catch (KubernetesClientException e) {
            if (ServerAnswer.isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    private UidDeletion() {}
}
