package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.JobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one look at a job has made. It is one event: a write for each object would be as many again. */
final class Made {
    /** A message holds 1,024 characters, and a name may have 63. */
    private static final int NAMED = 7;

    private final List<String> services = new ArrayList<>();
    private final List<String> pods = new ArrayList<>();

    void service(String name) {
        services.add(name);
    }

    void pod(String name) {
        pods.add(name);
    }

    /** The event, under v1's reason; absent where nothing was made. */
    Optional<JobEvent> event() {
        if (pods.isEmpty()) {
            return services.isEmpty()
                    ? Optional.empty()
                    : Optional.of(JobEvent.normal("SuccessfulCreateService", "Created " + names("service", services)));
        }
        var message = "Created " + names("pod", pods) + (services.isEmpty() ? "" : "; " + names("service", services));
        return Optional.of(JobEvent.normal("SuccessfulCreatePod", message));
    }

    private static String names(String what, List<String> names) {
        return (names.size() == 1 ? what + ": " : what + "s: ")
                + String.join(", ", names.subList(0, Math.min(names.size(), NAMED)))
                + (names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "");
    }
}
