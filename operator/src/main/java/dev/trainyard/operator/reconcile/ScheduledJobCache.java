package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.operator.plan.TrainingJob;
import dev.trainyard.operator.schedule.ScheduledJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The jobs of one kind that schedules have made, as a watch brings them. */
final class ScheduledJobCache<J extends CustomResource<?, JobStatus>> implements AutoCloseable {
    private static final String BY_SCHEDULE = "schedule";

    private final JobKind<J> kind;
    private final SharedIndexInformer<J> informer;

    ScheduledJobCache(KubernetesClient client, JobKind<J> kind, Optional<String> namespace, Consumer<JobKey> changed) {
        this.kind = kind;
        informer = Cache.untiring(
                        Cache.in(client.resources(kind.type()), namespace).withLabel(Names.SCHEDULE))
                .addIndexers(Map.of(BY_SCHEDULE, job -> List.of(schedule(job).toString())));
        informer.addEventHandler(new Changes<>(job -> changed.accept(schedule(job))));
    }

    CompletableFuture<Void> start() {
        return informer.start().toCompletableFuture();
    }

    String kind() {
        return kind.framework().kind();
    }

    /** Those of a schedule. */
    Stream<ScheduledJob> of(TrainingSchedule schedule) {
        return informer.getIndexer().byIndex(BY_SCHEDULE, JobKey.of(schedule).toString()).stream()
                .filter(job -> Cache.isOwned(job, schedule))
                .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
                .map(job -> read(kind.read().apply(job)));
    }

    /** Where the API server has a job of this kind. */
    String path(String namespace, String name) {
        return "/apis/%s/namespaces/%s/%s/%s"
                .formatted(HasMetadata.getApiVersion(kind.type()), namespace, HasMetadata.getPlural(kind.type()), name);
    }

    private ScheduledJob read(TrainingJob job) {
        var state = job.status()
                .completionTime()
                .filter(_ -> job.isFinished())
                .<ScheduledJob.State>map(end -> new ScheduledJob.State.Ended(job.hasSucceeded(), Instant.parse(end)))
                .orElseGet(ScheduledJob.State.Active::new);
        return new ScheduledJob(kind(), job.name(), job.uid(), state);
    }

    private static JobKey schedule(CustomResource<?, ?> job) {
        return new JobKey(
                job.getMetadata().getNamespace(), job.getMetadata().getLabels().getOrDefault(Names.SCHEDULE, ""));
    }

    @Override
    public void close() {
        informer.close();
    }
}
