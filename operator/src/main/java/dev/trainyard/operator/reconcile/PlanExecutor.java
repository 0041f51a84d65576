package dev.trainyard.operator.reconcile;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.plan.Action;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.plan.KeptLogs;
import dev.trainyard.operator.plan.Plan;
import dev.trainyard.operator.plan.TrainingJob;
import dev.trainyard.operator.telemetry.JobChange;
import dev.trainyard.operator.telemetry.Telemetry;
import dev.trainyard.operator.telemetry.UploadEnd;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan: the status first, then the actions in order, then the events. A status that tells only progress
 * comes last, and not more often than {@link StatusPace} says. Every write can be done twice without harm, so that an
 * operator which dies between any two goes on where it stopped.
 */
final class PlanExecutor<J extends CustomResource<?, JobStatus>> {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final JobKind<J> kind;
    private final Cache<J> cache;
    private final EventRecorder events;
    private final Telemetry telemetry;
    private final Clock clock;
    private final StatusPace pace = new StatusPace();
    private final Ownership ownership;
    private final OrphanedPods orphans;
    private final Autoscalers autoscalers;
    private final LogKeeper logs;
    private final Refusals refusals;

    PlanExecutor(
            KubernetesClient client,
            JobKind<J> kind,
            Cache<J> cache,
            EventRecorder events,
            Telemetry telemetry,
            Clock clock) {
        this.client = client;
        this.kind = kind;
        this.cache = cache;
        this.events = events;
        this.telemetry = telemetry;
        this.clock = clock;
        refusals = new Refusals(clock);
        ownership = new Ownership(client);
        orphans = new OrphanedPods(client, events, refusals, kind.framework().containerName());
        autoscalers = new Autoscalers(client, events, ownership);
        logs = new LogKeeper(client, events);
    }

    /**
     * Carries it out.
     *
     * @return when to look at the job again, though nothing may have happened; absent where only a change matters
     */
    Optional<Duration> apply(J resource, TrainingJob job, Plan plan) {
        var next = plan.tellsOnlyProgress(job) ? go(resource, job, plan) : decide(resource, job, plan);
        if (job.isFinished()) {
            logs.forget(job.uid());
            pace.forget(job.uid());
        }
        return next;
    }

    /** The actions follow from the status, which is written first. */
    private Optional<Duration> decide(J resource, TrainingJob job, Plan plan) {
        writeStatus(resource, job, plan);
        var again = act(resource, job, plan);
        plan.events().forEach(event -> events.record(resource, event));
        return earliest(plan.next(), again);
    }

    /** Nothing follows from the status, which is written last, and later where more progress is to be expected. */
    private Optional<Duration> go(J resource, TrainingJob job, Plan plan) {
        boolean done = false;
        Optional<Duration> again;
        try {
            again = act(resource, job, plan);
            done = true;
        } finally {
            if (!done) {
                // What has failed may fail for long.
                writeStatus(resource, job, plan);
            }
        }
        if (!plan.status().equals(job.status())) {
            var wait = pace.wait(job.uid(), clock.instant());
            if (wait.isPresent()) {
                // The events tell how the status has changed: they wait too.
                return earliest(earliest(plan.next(), wait), again);
            }
        }
        return earliest(decide(resource, job, new Plan(plan.status(), List.of(), plan.events(), plan.next())), again);
    }

    private static Optional<Duration> earliest(Optional<Duration> one, Optional<Duration> other) {
        return Stream.concat(one.stream(), other.stream()).min(Duration::compareTo);
    }

    /** Acts, and says when to ask again for what the server has refused. */
    private Optional<Duration> act(J resource, TrainingJob job, Plan plan) {
        var made = new Made();
        try {
            for (var action : plan.actions()) {
                apply(resource, action, made);
            }
        } finally {
            made.event().ifPresent(event -> events.record(resource, event));
        }
        if (plan.makesPods()) {
            pace.podsMade(job.uid(), clock.instant());
        }
        return made.again();
    }

    private void writeStatus(J resource, TrainingJob job, Plan plan) {
        if (!plan.status().equals(job.status())) {
            writeStatus(resource, plan.status());
            pace.written(job.uid(), clock.instant());
            JobChange.between(job.status(), plan.status())
                    .forEach(change -> telemetry.job(job.namespace(), framework(), change));
            UploadEnd.between(job.status(), plan.status())
                    .ifPresent(artifacts -> telemetry.uploadEnded(job.namespace(), framework(), artifacts));
        }
    }

    /** Why the server refuses what the job needs, by name. The attempt numbers of such pods are not used up. */
    Map<String, String> refused(String jobUid) {
        return refusals.messages(jobUid);
    }

    /** What has become of the logs of the job's pods. */
    KeptLogs logs(String jobUid) {
        return logs.of(jobUid);
    }

    void forget(String jobUid) {
        refusals.forget(jobUid);
        logs.forget(jobUid);
        pace.forget(jobUid);
    }

    private void apply(J resource, Action action, Made made) {
        switch (action) {
            case Action.RecordPorts(var ports) -> recordPorts(resource, ports);
            case Action.CreateService(var service) -> create(resource, service, made);
            case Action.CreatePod(var pod) -> create(resource, pod, made);
            case Action.Signal signal -> signal(resource, signal);
            case Action.KeepLogs kept -> logs.keep(resource, kept);
            case Action.DeleteLogs deleted -> logs.delete(resource, deleted);
            case Action.DeletePod pod -> delete(resource, pod);
            case Action.ForceDeletePod pod -> UidDeletion.force(client, path(resource, pod.pod()), pod.uid());
            case Action.PutAutoscaler(var autoscaler) -> autoscalers.put(resource, autoscaler);
            case Action.DeleteAutoscaler autoscaler -> autoscalers.delete(resource, autoscaler);
            case Action.PutPodGroup(var podGroup) -> put(resource, podGroup);
            case Action.DeletePodGroup podGroup -> delete(resource, podGroup);
            case Action.DeleteJob _ -> delete(resource);
        }
    }

    private String framework() {
        return kind.framework().containerName();
    }

    /** Refused where the job has changed since it was read: then everything is looked at again. */
    private void writeStatus(J resource, JobStatus status) {
        // Of a status write the server reads nothing else.
        var changed = kind.blank().get();
        changed.setMetadata(new ObjectMetaBuilder()
                .withNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .withResourceVersion(resource.getMetadata().getResourceVersion())
                .build());
        changed.setStatus(status);
        try {
            cache.remember(client.resource(changed).updateStatus());
        } catch (KubernetesClientException e) {
            throw e.getCode() == HttpURLConnection.HTTP_CONFLICT || ServerAnswer.isGone(e)
                    ? new TryAgain("the job has changed meanwhile")
                    : e;
        }
    }

    private void recordPorts(J resource, Map<String, Integer> ports) {
        var annotation = Map.of(Names.PORTS, Serialization.kubernetes().asJson(ports));
        client.resources(kind.type())
                .inNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .patch(MERGE, annotations(resource.getMetadata().getUid(), annotation));
    }

    private void create(J resource, Service service, Made made) {
        var name = service.getMetadata().getName();
        if (waits(resource, name, made)) {
            made.full();
            return;
        }
        try {
            cache.remember(client.services().resource(service).create());
            refusals.remove(resource.getMetadata().getUid(), name);
            made.service(name);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                refused(resource, name, "FailedCreateService", e, made);
                // Its pods would not find each other.
                made.full();
                return;
            }
            cache.remember(claimed(
                    resource, service, client.services().resource(service).get()));
        }
    }

    private void create(J resource, Pod pod, Made made) {
        var name = pod.getMetadata().getName();
        if (made.isFull() || waits(resource, name, made)) {
            return;
        }
        try {
            cache.remember(client.pods().resource(pod).create());
            refusals.remove(resource.getMetadata().getUid(), name);
            telemetry.podCreated(resource.getMetadata().getNamespace(), framework());
            made.pod(name);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                refused(resource, name, "FailedCreatePod", e, made);
                if (ServerAnswer.isOverQuota(e)) {
                    made.full();
                }
                return;
            }
            var there = client.pods().resource(pod).get();
            if (there != null && ownership.isOrphan(resource, pod, there)) {
                orphans.settle(resource, pod, there, action -> apply(resource, action, made));
            }
            cache.remember(claimed(resource, pod, there));
        }
    }

    /** Whether an object has been refused so lately that it is not asked for now. */
    private boolean waits(J resource, String name, Made made) {
        var pause = refusals.pause(resource.getMetadata().getUid(), name);
        pause.ifPresent(made::askAgain);
        return pause.isPresent();
    }

    /**
     * The other objects are made all the same, and the job is looked at again so that its status tells.
     *
     * @throws RuntimeException if the server has not said that it will not make the object
     */
    private void refused(J resource, String name, String reason, KubernetesClientException e, Made made) {
        var failure = failed(resource, reason, e);
        if (failure instanceof TryAgain || !ServerAnswer.isRefusal(e) || ServerAnswer.isOverloaded(e)) {
            throw failure;
        }
        var uid = resource.getMetadata().getUid();
        boolean isNews = refusals.add(uid, name, ServerAnswer.message(e));
        made.askAgain(isNews ? Duration.ZERO : refusals.pause(uid, name).orElse(Duration.ZERO));
    }

    /** A namespace on its way out takes nothing in, and will take the job along: nobody needs to be told. */
    private RuntimeException failed(J resource, String reason, KubernetesClientException e) {
        if (ServerAnswer.isTerminating(e)) {
            return new TryAgain("its namespace is being deleted");
        }
        events.record(resource, JobEvent.warning(reason, "Error creating: " + ServerAnswer.message(e)));
        return e;
    }

    /** The object that bears the name of the one that was to be made, where it is the job's or becomes so. */
    private <T extends HasMetadata> T claimed(J resource, T wanted, @Nullable T there) {
        var kindOfObject = wanted.getKind();
        var name = wanted.getMetadata().getName();
        if (there == null) {
            throw new TryAgain("the %s named %s has just gone".formatted(kindOfObject, name));
        }
        return switch (ownership.settle(resource, wanted, there)) {
            case Ownership.Claim.Own<T>(var own) -> own;
            case Ownership.Claim.Adopted<T>(var adopted) -> {
                events.record(
                        resource,
                        JobEvent.normal(
                                "Adopted" + kindOfObject,
                                "Adopted %s %s, which had this job's labels and no owner"
                                        .formatted(kindOfObject, name)));
                yield adopted;
            }
            case Ownership.Claim.Released<T> _ -> {
                events.record(
                        resource,
                        JobEvent.warning(
                                "Released" + kindOfObject,
                                "Released %s %s, whose labels are no longer this job's".formatted(kindOfObject, name)));
                throw taken(resource, kindOfObject, name);
            }
            case Ownership.Claim.Foreign<T> _ -> throw taken(resource, kindOfObject, name);
        };
    }

    /** A pod that is no member of a gang would start alone: without the PodGroup nothing goes on. */
    private void put(J resource, GenericKubernetesResource podGroup) {
        var name = podGroup.getMetadata().getName();
        var podGroups = PodGroupResource.of(client, podGroup.getApiVersion());
        boolean isNew = podGroup.getMetadata().getResourceVersion() == null;
        try {
            var written = podGroups.resource(podGroup);
            cache.remember(isNew ? written.create() : written.update());
            if (isNew) {
                events.record(resource, JobEvent.normal("SuccessfulCreatePodGroup", "Created podgroup: " + name));
            }
        } catch (KubernetesClientException e) {
            if (isNew && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                var message =
                        "the cluster has no PodGroup of %s, so no pod is made: install the gang scheduler with its CRDs, or start the operator without --gang-scheduler"
                                .formatted(podGroup.getApiVersion());
                events.record(resource, JobEvent.warning("FailedCreatePodGroup", "Error creating: " + message));
                throw new TryAgain(message);
            }
            if (isNew && e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw takenOver(resource, podGroup);
            }
            if (ServerAnswer.isGone(e)) {
                throw new TryAgain("its PodGroup has changed meanwhile");
            }
            throw failed(resource, "FailedCreatePodGroup", e);
        }
    }

    /**
     * The PodGroup that Training Operator has made for the job lacks the labels by which it is watched, and one that an
     * earlier job of this name has left lacks its owner.
     */
    private TryAgain takenOver(J resource, GenericKubernetesResource podGroup) {
        var podGroups = PodGroupResource.of(client, podGroup.getApiVersion());
        var there = podGroups.resource(podGroup).get();
        if (there == null || !(Cache.isOwned(there, resource) || ownership.isOrphan(resource, podGroup, there))) {
            return taken(resource, "PodGroup", podGroup.getMetadata().getName());
        }
        var labels = Map.of(
                "metadata",
                Map.of(
                        "uid",
                        there.getMetadata().getUid(),
                        "labels",
                        podGroup.getMetadata().getLabels(),
                        "ownerReferences",
                        podGroup.getMetadata().getOwnerReferences()));
        cache.remember(podGroups
                .resource(there)
                .patch(MERGE, Serialization.kubernetes().asJson(labels)));
        return new TryAgain("its PodGroup was there before");
    }

    private void delete(J resource, Action.DeletePodGroup podGroup) {
        var path = "/apis/%s/namespaces/%s/podgroups/%s"
                .formatted(podGroup.apiVersion(), resource.getMetadata().getNamespace(), podGroup.podGroup());
        if (UidDeletion.delete(client, path, podGroup.uid())) {
            events.record(
                    resource, JobEvent.normal("SuccessfulDeletePodGroup", "Deleted PodGroup: " + podGroup.podGroup()));
        }
    }

    private TryAgain taken(J resource, String kindOfObject, String name) {
        var message = "a %s named %s is there and does not belong to this job: the job waits until it is gone"
                .formatted(kindOfObject, name);
        events.record(resource, JobEvent.warning("FailedCreate" + kindOfObject, "Error creating: " + message));
        refusals.add(resource.getMetadata().getUid(), name, message);
        return new TryAgain(message);
    }

    private void signal(J resource, Action.Signal signal) {
        try {
            client.pods()
                    .inNamespace(resource.getMetadata().getNamespace())
                    .withName(signal.pod())
                    .patch(MERGE, annotations(signal.uid(), Map.of(Names.TRAINER, signal.signal())));
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isGone(e)) {
                throw e;
            }
        }
    }

    private void delete(J resource, Action.DeletePod pod) {
        if (UidDeletion.delete(client, path(resource, pod.pod()), pod.uid())) {
            telemetry.podDeleted(resource.getMetadata().getNamespace(), framework());
            events.record(resource, JobEvent.normal("SuccessfulDeletePod", "Deleted pod: " + pod.pod()));
        }
    }

    private String path(J resource, String pod) {
        return "/api/v1/namespaces/%s/pods/%s".formatted(resource.getMetadata().getNamespace(), pod);
    }

    private void delete(J resource) {
        var metadata = resource.getMetadata();
        UidDeletion.delete(
                client,
                "/apis/%s/namespaces/%s/%s/%s"
                        .formatted(
                                resource.getApiVersion(),
                                metadata.getNamespace(),
                                resource.getPlural(),
                                metadata.getName()),
                metadata.getUid());
    }

    private static String annotations(String uid, Map<String, String> annotations) {
        return Serialization.kubernetes().asJson(Map.of("metadata", Map.of("uid", uid, "annotations", annotations)));
    }
}
