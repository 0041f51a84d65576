package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.Action;
import dev.trainyard.operator.plan.JobEvent;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Writes the HorizontalPodAutoscalers of jobs. A job that cannot have its own trains on without one. */
final class Autoscalers {
    private final KubernetesClient client;
    private final EventRecorder events;
    private final Ownership ownership;

    Autoscalers(KubernetesClient client, EventRecorder events, Ownership ownership) {
        this.client = client;
        this.events = events;
        this.ownership = ownership;
    }

    void put(CustomResource<?, ?> job, HorizontalPodAutoscaler autoscaler) {
        var name = autoscaler.getMetadata().getName();
        try {
            if (autoscaler.getMetadata().getResourceVersion() == null) {
                client.resource(autoscaler).create();
                events.record(
                        job, JobEvent.normal("SuccessfulCreateAutoscaler", "Created horizontalpodautoscaler: " + name));
            } else {
                client.resource(autoscaler).update();
            }
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && isTakenOver(job, autoscaler)) {
                return;
            }
            var message = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    ? "the cluster has no autoscaling/v2, so the number of workers stays"
                    : ServerAnswer.message(e);
            events.record(job, JobEvent.warning("FailedCreateAutoscaler", "Error creating: " + message));
        }
    }

    /** One that an earlier job of this name has left without an owner is this job's from now on, as its spec has it. */
    private boolean isTakenOver(CustomResource<?, ?> job, HorizontalPodAutoscaler autoscaler) {
        var there = client.resource(autoscaler).get();
        if (there == null || !ownership.isOrphan(job, autoscaler, there)) {
            return false;
        }
        autoscaler.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
        client.resource(autoscaler).update();
        return true;
    }

    void delete(CustomResource<?, ?> job, Action.DeleteAutoscaler autoscaler) {
        var path = "/apis/autoscaling/v2/namespaces/%s/horizontalpodautoscalers/%s"
                .formatted(job.getMetadata().getNamespace(), autoscaler.autoscaler());
        if (UidDeletion.delete(client, path, autoscaler.uid())) {
            events.record(
                    job,
                    JobEvent.normal(
                            "SuccessfulDeleteAutoscaler",
                            "Deleted horizontalpodautoscaler: " + autoscaler.autoscaler()));
        }
    }
}
