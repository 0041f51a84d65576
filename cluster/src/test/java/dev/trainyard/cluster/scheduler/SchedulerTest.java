package dev.trainyard.cluster.scheduler;

import static dev.trainyard.cluster.LocalApi.pod;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.LocalApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler on a real API server of ours, as a client of it. */
final class SchedulerTest {
    private static final Map<String, String> GPU = Map.of("nvidia.com/gpu", "1");

    @TempDir
    Path home;

    LocalApi api;
    Scheduler scheduler;

    @BeforeEach
    void start() {
        api = new LocalApi(home);
        scheduler = Scheduler.start(api.client(), SchedulerConfig.standard());
    }

    @AfterEach
    void stop() {
        scheduler.close();
        api.close();
    }

    @Test
    void aPodGetsItsNodeAndAnEventSaysSo() {
        api.node("machine", Map.of("cpu", "4"));
        api.create(pod("worker", Map.of("cpu", "1")));

        assertThat(bound("worker").getSpec().getNodeName()).isEqualTo("machine");
        var event = api.client()
                .v1()
                .events()
                .inNamespace("default")
                .withField("reason", "Scheduled")
                .waitUntilCondition(e -> e != null && "Scheduled".equals(e.getReason()), 5, SECONDS);
        assertThat(event.getMessage()).isEqualTo("Successfully assigned default/worker to machine");
    }

    @Test
    void aPodThatFitsNowhereIsToldWhyAndStartsWhenRoomIsMade() {
        api.node("machine", Map.of("cpu", "4", "nvidia.com/gpu", "1"));
        api.create(pod("first", GPU));
        bound("first");
        api.create(pod("second", GPU));

        var reason = unschedulable("second");
        assertThat(reason.getReason()).isEqualTo("Unschedulable");
        assertThat(reason.getMessage())
                .isEqualTo("0/1 nodes are available: 1 Insufficient nvidia.com/gpu."
                        + " It starts when nvidia.com/gpu is given back by default/first (1).");

        api.client()
                .pods()
                .inNamespace("default")
                .withName("first")
                .editStatus(pod -> new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build());
        assertThat(bound("second").getSpec().getNodeName()).isEqualTo("machine");
    }

    @Test
    void twoPodsNeverGetTheSameGpu() {
        api.node("machine", Map.of("nvidia.com/gpu", "2"));
        IntStream.range(0, 6).forEach(i -> api.create(pod("trainer-" + i, GPU)));

        IntStream.range(0, 6).forEach(i -> settled("trainer-" + i));
        var placed = api.client().pods().inNamespace("default").list().getItems().stream()
                .filter(pod -> pod.getSpec().getNodeName() != null);
        assertThat(placed).hasSize(2);
    }

    @Test
    void aPodWaitsForItsFirstNodeAndForItsGate() {
        api.create(pod("early", Map.of()));
        assertThat(unschedulable("early").getMessage()).isEqualTo("no nodes available to schedule pods");
        api.create(pod("gated", Map.of())
                .editSpec()
                .addNewSchedulingGate("example.com/wait")
                .endSpec());

        api.node("machine", Map.of("cpu", "1"));
        bound("early");
        assertThat(api.client()
                        .pods()
                        .inNamespace("default")
                        .withName("gated")
                        .get()
                        .getSpec()
                        .getNodeName())
                .isNull();
        api.client()
                .pods()
                .inNamespace("default")
                .withName("gated")
                .edit(pod -> new PodBuilder(pod)
                        .editSpec()
                        .withSchedulingGates()
                        .endSpec()
                        .build());
        bound("gated");
    }

    private Pod bound(String name) {
        return api.client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(pod -> pod != null && pod.getSpec().getNodeName() != null, 15, SECONDS);
    }

    private PodCondition unschedulable(String name) {
        var pod = api.client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(SchedulerTest::isUnschedulable, 15, SECONDS);
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled"))
                .findFirst()
                .orElseThrow();
    }

    private void settled(String name) {
        api.client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(pod -> isUnschedulable(pod) || pod.getSpec().getNodeName() != null, 15, SECONDS);
    }

    private static boolean isUnschedulable(Pod pod) {
        return Objects.requireNonNull(pod).getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"));
    }
}
