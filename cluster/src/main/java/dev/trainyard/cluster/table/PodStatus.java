package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.object.Rfc3339;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A pod in a word and three numbers, as {@code kubectl get pods} sums it up: what its init containers wait for, or else
 * what the first container that is not fine says.
 *
 * @param reason the STATUS column: {@code Running}, {@code Init:0/1}, {@code CrashLoopBackOff}, {@code Completed} …
 * @param lastRestart when a counted container last ended before it was started again
 */
record PodStatus(int ready, int total, String reason, int restarts, Optional<Instant> lastRestart) {

    static PodStatus of(ObjectView pod) {
        return new Summary(pod).sum();
    }

    String restartsText(Instant now) {
        return lastRestart
                .filter(_ -> restarts > 0)
                .map(time -> restarts + " (" + Ages.since(time.toString(), now) + " ago)")
                .orElse(Integer.toString(restarts));
    }

    /** Restarts of some of a pod's containers. */
    private static final class Restarts {
        private int count;
        private Optional<Instant> last = Optional.empty();

        void add(JsonNode container) {
            count += container.path("restartCount").asInt();
            var finished =
                    ObjectView.at(container, "lastState/terminated/finishedAt").asText();
            // A time that can't be read is no time: the count is still right.
            last = Rfc3339.parse(finished)
                    .filter(instant -> last.isEmpty() || instant.isAfter(last.get()))
                    .or(() -> last);
        }
    }

    private static final class Summary {
        private final ObjectView pod;
        private final Set<String> sidecars = new HashSet<>();
        private final int total;
        private String reason;
        private int ready;
        private Restarts restarts = new Restarts();

        Summary(ObjectView pod) {
            this.pod = pod;
            for (var container : pod.at("spec/initContainers")) {
                if (container.path("restartPolicy").asText().equals("Always")) {
                    sidecars.add(container.path("name").asText());
                }
            }
            total = pod.at("spec/containers").size() + sidecars.size();
            reason = pod.text("status/reason", pod.text("status/phase"));
            for (var condition : pod.at("status/conditions")) {
                if (condition.path("type").asText().equals("PodScheduled")
                        && condition.path("reason").asText().equals("SchedulingGated")) {
                    reason = "SchedulingGated";
                }
            }
        }

        PodStatus sum() {
            var sidecarRestarts = new Restarts();
            var initializing = initContainers(sidecarRestarts);
            if (!initializing || pod.hasCondition("Initialized")) {
                restarts = sidecarRestarts;
                containers();
            }
            var phase = pod.text("status/phase");
            if (pod.isBeingDeleted() && pod.text("status/reason").equals("NodeLost")) {
                reason = "Unknown";
            } else if (pod.isBeingDeleted() && !phase.equals("Succeeded") && !phase.equals("Failed")) {
                reason = "Terminating";
            }
            return new PodStatus(ready, total, reason, restarts.count, restarts.last);
        }

        /** Looks for the first init container that the pod still waits for. */
        private boolean initContainers(Restarts sidecarRestarts) {
            var index = 0;
            for (var container : pod.at("status/initContainerStatuses")) {
                restarts.add(container);
                var sidecar = sidecars.contains(container.path("name").asText());
                if (sidecar) {
                    sidecarRestarts.add(container);
                }
                var terminated = ObjectView.at(container, "state/terminated");
                var done = terminated.isObject() && terminated.path("exitCode").asInt() == 0;
                var started = sidecar && container.path("started").asBoolean();
                if (!done && !started) {
                    reason = "Init:" + waitsFor(container, terminated, index);
                    return true;
                }
                if (!done && container.path("ready").asBoolean()) {
                    ready++;
                }
                index++;
            }
            return false;
        }

        private String waitsFor(JsonNode container, JsonNode terminated, int index) {
            if (terminated.isObject()) {
                return ending(terminated);
            }
            var waiting = ObjectView.at(container, "state/waiting/reason").asText();
            return waiting.isEmpty() || waiting.equals("PodInitializing")
                    ? index + "/" + pod.at("spec/initContainers").size()
                    : waiting;
        }

        private void containers() {
            var running = false;
            var failure = "";
            var statuses = pod.at("status/containerStatuses");
            for (var index = statuses.size() - 1; index >= 0; index--) {
                var container = statuses.get(index);
                restarts.add(container);
                var waiting = ObjectView.at(container, "state/waiting/reason").asText();
                var terminated = ObjectView.at(container, "state/terminated");
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (terminated.isObject()) {
                    reason = ending(terminated);
                    if (terminated.path("exitCode").asInt() != 0) {
                        failure = reason;
                    }
                } else if (container.path("ready").asBoolean()
                        && ObjectView.at(container, "state/running").isObject()) {
                    running = true;
                    ready++;
                }
            }
            if (reason.equals("Completed")) {
                reason = completedBeside(running, failure);
            }
        }

        /** What a pod is called of which one container has completed. */
        private String completedBeside(boolean running, String failure) {
            if (running && pod.hasCondition("Ready")) {
                return "Running";
            } else if (!failure.isEmpty()) {
                return failure;
            }
            return running ? "NotReady" : "Completed";
        }

        private static String ending(JsonNode terminated) {
            var reason = terminated.path("reason").asText();
            if (!reason.isEmpty()) {
                return reason;
            }
            var signal = terminated.path("signal").asInt();
            return signal != 0
                    ? "Signal:" + signal
                    : "ExitCode:" + terminated.path("exitCode").asInt();
        }
    }
}
