package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.pods.Labels;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of one kind, their pods and their Services, as watches bring them. */
final class Cache<J extends CustomResource<?, JobStatus>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);
    private static final String BY_JOB = "job";

    /** How many objects a list brings at a time. Each may have 1 MB, and several times that in memory. */
    private static final long PAGE = 20;

    private final SharedIndexInformer<J> jobs;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Service> services;
    private final Optional<PodGroupCache> podGroups;
    private final Recent<J> recentJobs;
    private final Recent<Pod> recentPods;
    private final Recent<Service> recentServices;

    Cache(
            KubernetesClient client,
            JobKind<J> kind,
            Optional<String> namespace,
            Optional<GangScheduler> gangScheduler,
            Clock clock) {
        var controller = kind.framework().controller();
        jobs = untiring(in(client.resources(kind.type()), namespace))
                .itemStore(new LeanStore<>(
                        job -> Kept.of(job, kind.read().apply(job).isFinished())));
        pods = untiring(in(client.pods(), namespace).withLabel(Labels.OPERATOR_NAME, controller))
                .itemStore(new LeanStore<>(Kept::of))
                .addIndexers(Map.of(BY_JOB, pod -> List.of(owner(pod).toString())));
        services = untiring(in(client.services(), namespace).withLabel(Labels.OPERATOR_NAME, controller))
                .addIndexers(Map.of(BY_JOB, service -> List.of(owner(service).toString())));
        podGroups = gangScheduler.map(scheduler -> new PodGroupCache(client, scheduler, controller, namespace, clock));
        recentJobs = new Recent<>(jobs, clock);
        recentPods = new Recent<>(pods, clock);
        recentServices = new Recent<>(services, clock);
    }

    /** Begins to watch, and has each job looked at that something has changed about. */
    void start(Looks looks, ResourceEventHandler<J> jobHandler) {
        jobs.addEventHandler(jobHandler);
        recentJobs.ofOthers(new Changes<>(job -> changed(looks, job)));
        recentPods.ofOthers(new PodChanges(looks, ReplicaPod::of));
        recentServices.ofOthers(ofOwner(looks::soon));
        podGroups.ifPresent(cache -> cache.start(podGroup -> looks.soon(owner(podGroup))));
        CompletableFuture.allOf(
                        pods.start().toCompletableFuture(), services.start().toCompletableFuture())
                .join();
        // Last, so that no job is looked at before its pods are known.
        jobs.start().toCompletableFuture().join();
    }

    private static void changed(Looks looks, CustomResource<?, JobStatus> job) {
        if (job.getStatus() == null) {
            looks.first(JobKey.of(job));
        } else {
            looks.soon(JobKey.of(job));
        }
    }

    Optional<J> job(JobKey key) {
        return Optional.ofNullable(jobs.getStore().getByKey(key.toString()))
                .flatMap(_ -> recentJobs.get(key.namespace(), key.name()));
    }

    /** The pods that the job owns. */
    List<Pod> pods(J job) {
        return owned(pods, recentPods, job).toList();
    }

    /** The names of the Services that the job owns. */
    Set<String> services(J job) {
        return owned(services, recentServices, job)
                .map(service -> service.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static <T extends HasMetadata> Stream<T> owned(
            SharedIndexInformer<T> informer, Recent<T> recent, HasMetadata job) {
        var key = JobKey.of(job);
        return Stream.concat(
                        informer.getIndexer().byIndex(BY_JOB, key.toString()).stream(),
                        recent.unseen().filter(object -> owner(object).equals(key)))
                .filter(object -> isOwned(object, job));
    }

    /** The job's PodGroup; empty where there is none, or no gang scheduler to make it for. */
    Optional<GenericKubernetesResource> podGroup(J job) {
        return podGroups
                .flatMap(cache -> cache.get(
                        job.getMetadata().getNamespace(), job.getMetadata().getName()))
                .filter(podGroup -> isOwned(podGroup, job));
    }

    void remember(J job) {
        recentJobs.remember(job);
    }

    void remember(Pod pod) {
        recentPods.remember(pod);
    }

    void remember(Service service) {
        recentServices.remember(service);
    }

    void remember(GenericKubernetesResource podGroup) {
        podGroups.ifPresent(cache -> cache.remember(podGroup));
    }

    /** Whether it is the object's controller. Anybody may be one more owner, and has no say. */
    static boolean isOwned(HasMetadata object, HasMetadata owner) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .map(OwnerReference::getUid)
                .anyMatch(uid -> uid.equals(owner.getMetadata().getUid()));
    }

    @Override
    public void close() {
        jobs.close();
        pods.close();
        services.close();
        podGroups.ifPresent(PodGroupCache::close);
    }

    /** The job that an object belongs to by its labels. */
    static JobKey owner(HasMetadata object) {
        var metadata = object.getMetadata();
        var job = metadata.getLabels() == null ? null : metadata.getLabels().get(Labels.JOB_NAME);
        return new JobKey(metadata.getNamespace(), job == null ? "" : job);
    }

    /** An informer, not started yet: a server that is not there, or lacks the CRD, is asked again until it answers. */
    static <T extends HasMetadata> SharedIndexInformer<T> untiring(Informable<T> resources) {
        return resources.withLimit(PAGE).runnableInformer(0).exceptionHandler((_, e) -> {
            LOG.warn("a watch has broken, and begins again: {}", ServerAnswer.reason(e));
            return true;
        });
    }

    static <T extends HasMetadata> FilterWatchListDeletable<T, ?, ? extends Resource<T>> in(
            MixedOperation<T, ?, ? extends Resource<T>> resources, Optional<String> namespace) {
        return namespace.isPresent() ? resources.inNamespace(namespace.get()) : resources.inAnyNamespace();
    }

    /** Tells of the job that an object belongs to, and of the one that it was taken away from by its labels. */
    private static <T extends HasMetadata> ResourceEventHandler<T> ofOwner(Consumer<JobKey> changed) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.accept(owner(object));
            }

            @Override
            public void onUpdate(T before, T object) {
                if (!owner(before).equals(owner(object))) {
                    changed.accept(owner(before));
                }
                changed.accept(owner(object));
            }

            @Override
            public void onDelete(T object, boolean deletedFinalStateUnknown) {
                changed.accept(owner(object));
            }
        };
    }
}
