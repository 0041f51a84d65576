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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the logs of jobs whose training is over from the kubelets, and keeps their ends in a ConfigMap each, until the
 * uploader has them. What a log does to that is its own affair: one that cannot be read is a sentence that says so, and
 * a node that does not answer is waited for once.
 */
final class LogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
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
            boolean isKept = action.logs().isEmpty()
                    ? isThere(action.configMap())
                    : create(action.configMap(), read(job.getMetadata().getNamespace(), action.logs()));
            kept.put(job.getMetadata().getUid(), isKept ? KeptLogs.KEPT : KeptLogs.NONE);
            if (!isKept) {
                throw new TryAgain("no pod has a log");
            }
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            kept.put(job.getMetadata().getUid(), KeptLogs.NONE);
            if (!ServerAnswer.isTerminating(e)) {
                var message = "The logs of its pods are not kept, since ConfigMap %s cannot be made: %s"
                        .formatted(name, ServerAnswer.message(e));
                events.record(job, JobEvent.warning("FailedKeepLogs", message));
            }
            throw new TryAgain("its logs are not kept");
        }
    }

    /** What cannot be deleted goes with the job. */
    void delete(HasMetadata job, Action.DeleteLogs action) {
        try {
            client.configMaps()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withName(action.configMap())
                    .delete();
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isRefusal(e)) {
                throw e;
            }
            LOG.warn("ConfigMap {} is not deleted: {}", action.configMap(), ServerAnswer.message(e));
        }
        kept.put(job.getMetadata().getUid(), KeptLogs.DELETED);
    }

    /** The operator may not read ConfigMaps: people keep in them what is none of its business. */
    private boolean isThere(ConfigMap empty) {
        try {
            client.resource(empty).dryRun().create();
            return false;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return true;
        }
    }

    /** An operator that died after it had made it leaves nothing to do. */
    private boolean create(ConfigMap empty, Map<String, LogText> logs) {
        var data = new TreeMap<String, String>();
        LogShares.fit(logs, LogShares.ROOM)
                .forEach((file, bytes) -> data.put(file, Base64.getEncoder().encodeToString(bytes)));
        try {
            client.resource(new ConfigMapBuilder(empty).withBinaryData(data).build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        return true;
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
}
