package dev.trainyard.operator.reconcile;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.plan.Action;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Consumer;

/** Makes room for a job where an earlier one of its name has left pods without an owner. */
final class OrphanedPods {
    private final KubernetesClient client;
    private final EventRecorder events;
    private final Refusals refusals;
    private final String frameworkContainer;

    OrphanedPods(KubernetesClient client, EventRecorder events, Refusals refusals, String frameworkContainer) {
        this.client = client;
        this.events = events;
        this.refusals = refusals;
        this.frameworkContainer = frameworkContainer;
    }

    /**
     * Returns where the job may have the pod that is there.
     *
     * @param wanted the pod that the job would make
     * @param there an orphan of its name
     * @param apply carries out what is to be done about its run
     * @throws TryAgain if the job must wait until it has gone
     */
    void settle(CustomResource<?, ?> job, Pod wanted, Pod there, Consumer<Action> apply) {
        switch (OrphanedRun.of(wanted, whole(there), left(there), frameworkContainer)) {
            case OrphanedRun.GoesOn _ -> {}
            case OrphanedRun.IsOver(var deletions) -> {
                deletions.forEach(apply);
                throw new TryAgain("the pods of an earlier job of its name are being deleted");
            }
            case OrphanedRun.IsAnother(var running, var signals) -> {
                signals.forEach(apply);
                var message =
                        "%s of an earlier job of this name still runs, and its result is not this job's: the job waits until it has ended; delete it to start at once"
                                .formatted(String.join(", ", running));
                events.record(job, JobEvent.warning("FailedCreatePod", "Error creating: " + message));
                refusals.add(job.getMetadata().getUid(), wanted.getMetadata().getName(), message);
                throw new TryAgain(message);
            }
        }
    }

    /** Of a pod the operator's client reads no more than it decides from every day. */
    private Pod whole(Pod there) {
        var path = "/api/v1/namespaces/%s/pods/%s"
                .formatted(
                        there.getMetadata().getNamespace(), there.getMetadata().getName());
        return Serialization.kubernetes().unmarshal(client.raw(path), Pod.class);
    }

    /** All that was left with it. */
    private List<Pod> left(Pod there) {
        var labels = there.getMetadata().getLabels();
        return client
                .pods()
                .inNamespace(there.getMetadata().getNamespace())
                .withLabel(Labels.OPERATOR_NAME, labels.get(Labels.OPERATOR_NAME))
                .withLabel(Labels.JOB_NAME, labels.get(Labels.JOB_NAME))
                .list()
                .getItems()
                .stream()
                .filter(pod -> !Ownership.hasController(pod))
                .toList();
    }
}
