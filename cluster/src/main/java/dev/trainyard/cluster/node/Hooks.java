package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.probe.Prober;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;

/** What a container wants done just after its start and just before its end. A hook that fails is told, and no more. */
record Hooks(NodeTools tools, Pod pod, Container container, Attempt attempt) {
    private static final Duration POST_START_LIMIT = Duration.ofMinutes(2);

    void postStart() throws InterruptedException {
        run(lifecycle().map(Lifecycle::getPostStart), POST_START_LIMIT, "FailedPostStartHook");
    }

    void preStop(Duration grace) throws InterruptedException {
        run(lifecycle().map(Lifecycle::getPreStop).filter(_ -> !grace.isZero()), grace, "FailedPreStopHook");
    }

    private Optional<Lifecycle> lifecycle() {
        return Optional.ofNullable(container.getLifecycle());
    }

    private void run(Optional<LifecycleHandler> hook, Duration limit, String failure) throws InterruptedException {
        if (hook.isPresent()) {
            run(hook.get(), limit)
                    .filter(answer -> !answer.passed())
                    .ifPresent(answer ->
                            tools.events().container(pod, container).warning(failure, "Hook failed: " + answer.text()));
        }
    }

    private Optional<Prober.Result> run(LifecycleHandler hook, Duration limit) throws InterruptedException {
        if (hook.getSleep() != null) {
            Thread.sleep(Duration.ofSeconds(Math.min(hook.getSleep().getSeconds(), limit.toSeconds())));
            return Optional.empty();
        }
        if (hook.getExec() != null) {
            return Optional.of(tools.prober().execute(hook.getExec(), attempt, limit));
        }
        return hook.getHttpGet() != null
                ? Optional.of(tools.prober().get(hook.getHttpGet(), container, limit))
                : Optional.empty();
    }
}
