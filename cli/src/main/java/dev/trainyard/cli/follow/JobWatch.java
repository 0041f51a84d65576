package dev.trainyard.cli.follow;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hears of one job by watches on the API, and of what its containers log by following their logs. */
public final class JobWatch implements AutoCloseable {
    /** A person reads no faster, and a trainer that logs a thousand lines a second costs no more than this. */
    private static final Duration BETWEEN_PICTURES = Duration.ofMillis(100);

    /** The verdict can be heard before the last lines of a log: how long to wait for those. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Connection connection;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(10_000);
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final List<LogFollower> logs = new ArrayList<>();
    private final Set<String> followed = new HashSet<>();

    /** Begins to listen. */
    public JobWatch(Connection connection, KubeflowJob job) {
        this.connection = connection;
        var client = connection.client();
        var namespace = connection.namespace();
        informers.add(listen(
                new TrainingJobs(connection).resource(job),
                seen -> put(new Signal.JobSeen(seen)),
                gone -> put(new Signal.JobGone())));
        informers.add(listen(
                client.pods()
                        .inNamespace(namespace)
                        .withLabel(Replicas.JOB_LABEL, job.getMetadata().getName()),
                pod -> put(new Signal.PodSeen(pod, Instant.now())),
                gone -> {}));
        informers.add(listen(
                client.v1().events().inNamespace(namespace).withField("type", "Warning"),
                event -> Signal.Warned.of(event).ifPresent(this::put),
                gone -> {}));
    }

    /**
     * Shows each new state until the verdict is in, or the job is gone.
     *
     * @return the last state
     */
    public RunState follow(Consumer<RunState> shown) throws InterruptedException {
        var state = RunState.NOTHING;
        var ended = 0L;
        while (true) {
            var heard = new ArrayList<Signal>();
            if (!state.finished() && !state.deleted()) {
                heard.add(signals.take());
            } else {
                ended = ended == 0 ? System.nanoTime() : ended;
                var left = LAST_WORDS.toNanos() - (System.nanoTime() - ended);
                var last = isQuiet(state) ? null : signals.poll(left, TimeUnit.NANOSECONDS);
                if (last == null) {
                    return state;
                }
                heard.add(last);
            }
            signals.drainTo(heard);
            for (var signal : heard) {
                state = state.after(signal);
                if (signal instanceof Signal.PodSeen(var pod, var at)) {
                    followLogs(PodState.of(pod));
                }
            }
            shown.accept(state);
            Thread.sleep(BETWEEN_PICTURES);
        }
    }

    private boolean isQuiet(RunState state) {
        return signals.isEmpty()
                && logs.stream().allMatch(LogFollower::ended)
                && (state.deleted() || state.pods().values().stream().allMatch(PodState::ended));
    }

    /** One follower for each start of a trainer or an uploader. */
    private void followLogs(PodState pod) {
        List.of(pod.trainer(), pod.uploader())
                .forEach(found -> found.flatMap(status -> PodState.state(status)
                                .filter(state -> state.getRunning() != null || state.getTerminated() != null)
                                .map(state -> status))
                        .filter(status -> followed.add(status.getName() + "/" + status.getContainerID() + "/"
                                + pod.pod().getMetadata().getUid()))
                        .ifPresent(status -> logs.add(
                                LogFollower.start(connection.client(), pod.pod(), status.getName(), this::put))));
    }

    private void put(Signal signal) {
        try {
            signals.put(signal);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> listen(
            Informable<T> resources, Consumer<T> seen, Consumer<T> gone) {
        var informer = resources.runnableInformer(0);
        informer.exceptionHandler((_, _) -> true);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                seen.accept(added);
            }

            @Override
            public void onUpdate(T before, T after) {
                seen.accept(after);
            }

            @Override
            public void onDelete(T deleted, boolean unknown) {
                gone.accept(deleted);
            }
        });
        informer.run();
        return informer;
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        logs.forEach(LogFollower::close);
    }
}
