package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.logs.ContainerLog;
import dev.trainyard.operator.logs.LogShares;
import dev.trainyard.operator.logs.LogText;
import dev.trainyard.operator.logs.Tail;
import dev.trainyard.operator.plan.Action;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.plan.KeptLogs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads the logs of jobs whose training is over from the kubelets, and keeps their ends in a ConfigMap each, until the
 * uploader has them. What a log does to that is its own affair: one that cannot be read is a sentence that says so, and
 * a node that does not answer is waited for once.
 */
final class LogKeeper {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Each is a connection. */
    private static final int AT_A_TIME = 64;

    /** Their logs are in memory at once, at most four mebibytes each. */
    private static final int JOBS_AT_A_TIME = 8;

    /** A shorter line is rare, and what is not asked for does not have to be sent. */
    private static final int SHORT_LINE = 32;

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Map<String, KeptLogs> kept = new ConcurrentHashMap<>();
    private final Semaphore jobs = new Semaphore(JOBS_AT_A_TIME);

    LogKeeper(KubernetesClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** What has become of the logs of a job's pods. */
    KeptLogs of(String jobUid) {
        return kept.getOrDefault(jobUid, KeptLogs.UNKNOWN);
    }

    void forget(String jobUid) {
        kept.remove(jobUid);
    }

    /** @throws TryAgain if there are none to be kept, which the plan did not know */
    void keep(HasMetadata job, Action.KeepLogs action) {
        var name = action.configMap().getMetadata().getName();
        try {
            if (isThere(job, name)) {
                kept.put(uid(job), KeptLogs.KEPT);
                return;
            }
            if (action.logs().isEmpty()) {
                throw none(job, "no pod has a log");
            }
            create(action.configMap(), read(job.getMetadata().getNamespace(), action.logs()));
            kept.put(uid(job), KeptLogs.KEPT);
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            if (!ServerAnswer.isTerminating(e)) {
                var message = "The logs of its pods are not kept, since ConfigMap %s cannot be made: %s"
                        .formatted(name, ServerAnswer.message(e));
                events.record(job, JobEvent.warning("FailedKeepLogs", message));
            }
            throw none(job, ServerAnswer.message(e));
        }
    }

    void delete(HasMetadata job, Action.DeleteLogs action) {
        var name = action.configMap();
        try {
            var there = configMap(job, name).get();
            if (there != null && Cache.isOwned(there, job)) {
                var path = "/api/v1/namespaces/%s/configmaps/%s"
                        .formatted(job.getMetadata().getNamespace(), name);
                UidDeletion.delete(client, path, there.getMetadata().getUid());
            }
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            var message = "ConfigMap %s, which is needed no more, cannot be deleted and goes with the job: %s"
                    .formatted(name, ServerAnswer.message(e));
            events.record(job, JobEvent.warning("FailedDeleteLogs", message));
        }
        kept.put(uid(job), KeptLogs.DELETED);
    }

    private TryAgain none(HasMetadata job, String why) {
        kept.put(uid(job), KeptLogs.NONE);
        return new TryAgain("its logs are not kept: " + why);
    }

    private boolean isThere(HasMetadata job, String name) {
        var there = configMap(job, name).get();
        if (there != null && !Cache.isOwned(there, job)) {
            events.record(
                    job,
                    JobEvent.warning(
                            "FailedKeepLogs",
                            "The logs of its pods are not kept: a ConfigMap named %s is there and does not belong to this job"
                                    .formatted(name)));
            throw none(job, "the ConfigMap's name is taken");
        }
        return there != null;
    }

    private Resource<ConfigMap> configMap(HasMetadata job, String name) {
        return client.configMaps().inNamespace(job.getMetadata().getNamespace()).withName(name);
    }

    private void create(ConfigMap empty, Map<String, LogText> logs) {
        var data = new TreeMap<String, String>();
        LogShares.fit(logs, LogShares.ROOM)
                .forEach((file, bytes) -> data.put(file, Base64.getEncoder().encodeToString(bytes)));
        client.resource(new ConfigMapBuilder(empty).withBinaryData(data).build())
                .create();
    }

    /** All of them side by side, by file name. */
    private Map<String, LogText> read(String namespace, List<ContainerLog> logs) {
        int bytes = LogShares.bytesOfEach(logs.size());
        var connections = new Semaphore(AT_A_TIME);
        var tasks = logs.stream()
                .<Callable<LogText>>map(log -> () -> {
                    connections.acquire();
                    try {
                        return read(namespace, log, bytes);
                    } finally {
                        connections.release();
                    }
                })
                .toList();
        var texts = new TreeMap<String, LogText>();
        // Not closed: who does not heed an interrupt is not waited for.
        @SuppressWarnings("resource")
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            jobs.acquire();
            try {
                var read = threads.invokeAll(tasks, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                for (int i = 0; i < read.size(); i++) {
                    texts.put(logs.get(i).file(), text(read.get(i)));
                }
            } finally {
                jobs.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryAgain("the operator ends");
        } finally {
            threads.shutdownNow();
        }
        return texts;
    }

    private static LogText text(Future<LogText> read) throws InterruptedException {
        try {
            return read.get();
        } catch (CancellationException e) {
            return LogText.unread("its node has not answered within %d seconds".formatted(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            return LogText.unread(
                    e.getCause() instanceof KubernetesClientException answer && answer.getCode() > 0
                            ? ServerAnswer.message(answer)
                            : ServerAnswer.reason(e));
        }
    }

    private LogText read(String namespace, ContainerLog log, int bytes) throws IOException {
        int lines = bytes / SHORT_LINE;
        var tail = new Tail(bytes);
        long seen = 0;
        try (var input = open(namespace, log, lines)) {
            var buffer = new byte[8 << 10];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                tail.write(buffer, 0, count);
                for (int i = 0; i < count; i++) {
                    seen += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return new LogText(tail.bytes(), tail.lost() == 0 && seen < lines);
    }

    private InputStream open(String namespace, ContainerLog log, int lines) {
        var container = client.pods().inNamespace(namespace).withName(log.pod()).inContainer(log.container());
        var end = log.previous() ? container.terminated().tailingLines(lines) : container.tailingLines(lines);
        var input = end.withReadyWaitTimeout(0).getLogInputStream();
        if (input == null) {
            throw new KubernetesClientException(
                    "pod " + log.pod() + " is gone", HttpURLConnection.HTTP_NOT_FOUND, null);
        }
        return input;
    }

    private static String uid(HasMetadata job) {
        return job.getMetadata().getUid();
    }
}
