package dev.trainyard.cluster.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.node.container.Exit;
import dev.trainyard.cluster.node.lifecycle.Action.Prepare;
import dev.trainyard.cluster.node.lifecycle.Action.Remove;
import dev.trainyard.cluster.node.lifecycle.Action.Start;
import dev.trainyard.cluster.node.lifecycle.Action.Stop;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Ended;
import dev.trainyard.cluster.node.lifecycle.PodObservation.Preparation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Map<String, ContainerObservation> seen = new HashMap<>();
    private Preparation preparation = Preparation.DONE;

    @Test
    void preparesVolumesFirst() {
        preparation = Preparation.TO_DO;

        var plan = plan(pod("Always", "containers: [{name: main}]"));

        assertThat(plan.actions()).containsExactly(new Prepare());
        assertThat(plan.status().getPhase()).isEqualTo("Pending");
        assertThat(reason(plan, "main")).isEqualTo("ContainerCreating");
    }

    @Test
    void runsInitContainersOneAfterTheOther() {
        var pod = pod("Always", "initContainers: [{name: first}, {name: second}], containers: [{name: main}]");

        assertThat(plan(pod).actions()).containsExactly(new Start("first", 0, Duration.ZERO));
        assertThat(reason(plan(pod), "main")).isEqualTo("PodInitializing");

        seen.put("first", exited(0, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Start("second", 0, Duration.ZERO));

        seen.put("second", exited(0, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Start("main", 0, Duration.ZERO));
        assertThat(condition(plan(pod), "Initialized").getStatus()).isEqualTo("True");
    }

    @Test
    void startsOthersBesideASidecarOnceItHasStarted() {
        var pod = pod("Never", "initContainers: [{name: side, restartPolicy: Always}], containers: [{name: main}]");

        seen.put("side", running(false, true));
        assertThat(plan(pod).actions()).isEmpty();

        seen.put("side", running(true, true));
        assertThat(plan(pod).actions()).containsExactly(new Start("main", 0, Duration.ZERO));

        seen.put("main", exited(0, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Stop("side", GRACE, "the pod is being ended"));
        assertThat(plan(pod).status().getPhase()).isEqualTo("Running");

        seen.put("side", exited(143, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).isEmpty();
        assertThat(plan(pod).status().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void failsWithAnInitContainerThatIsNotTriedAgain() {
        var pod = pod("Never", "initContainers: [{name: first}], containers: [{name: main}]");
        seen.put("first", exited(1, 0, Duration.ZERO));

        assertThat(plan(pod).status().getPhase()).isEqualTo("Failed");
        assertThat(plan(pod).actions()).isEmpty();
    }

    @Test
    void restartsAtOnceThenWaits() {
        var pod = pod("OnFailure", "containers: [{name: main}]");
        seen.put("main", exited(1, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Start("main", 1, Duration.ofSeconds(10)));

        seen.put("main", exited(1, 1, Duration.ofSeconds(10)));
        var waiting = plan(pod);
        assertThat(waiting.actions()).isEmpty();
        assertThat(waiting.wakeAt()).contains(NOW.plusSeconds(9));
        assertThat(reason(waiting, "main")).isEqualTo("CrashLoopBackOff");
        assertThat(waiting.status().getPhase()).isEqualTo("Running");
        assertThat(waiting.status()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getMessage())
                .isEqualTo("back-off 10s restarting failed container=main pod=p_default(u)");
    }

    @Test
    void keepsToTheRulesOfAContainer() {
        var pod = pod(
                "Never",
                "containers: [{name: main, restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]}]");

        seen.put("main", exited(42, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Start("main", 1, Duration.ofSeconds(10)));

        seen.put("main", exited(1, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).isEmpty();
        assertThat(plan(pod).status().getPhase()).isEqualTo("Failed");
    }

    @Test
    void succeedsWhenAllHaveSucceeded() {
        var pod = pod("OnFailure", "containers: [{name: a}, {name: b}]");
        seen.put("a", exited(0, 0, Duration.ZERO));
        seen.put("b", running(true, true));
        assertThat(plan(pod).status().getPhase()).isEqualTo("Running");
        assertThat(condition(plan(pod), "Ready").getMessage()).isEqualTo("containers with unready status: [a]");

        seen.put("b", exited(0, 0, Duration.ZERO));
        assertThat(plan(pod).status().getPhase()).isEqualTo("Succeeded");
        assertThat(condition(plan(pod), "Ready").getReason()).isEqualTo("PodCompleted");
    }

    @Test
    void endsAtTheDeadlineAndStaysFailed() {
        var pod = pod("Always", "activeDeadlineSeconds: 5, containers: [{name: main}]");
        seen.put("main", running(true, true));
        var plan = PodPlanner.plan(pod, observation(NOW.minusSeconds(6)), BackOff.KUBELET, NOW);

        assertThat(plan.actions())
                .containsExactly(
                        new Stop("main", GRACE, "Pod was active on the node longer than the specified deadline"));
        assertThat(plan.status().getReason()).isEqualTo("DeadlineExceeded");

        seen.put("main", exited(143, 0, Duration.ZERO));
        plan = PodPlanner.plan(pod, observation(NOW.minusSeconds(6)), BackOff.KUBELET, NOW);
        assertThat(plan.status().getPhase()).isEqualTo("Failed");
        assertThat(plan.status().getReason()).isEqualTo("DeadlineExceeded");
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void stopsAndRemovesADeletedPod() {
        var pod = pod("Always", "containers: [{name: main}]");
        pod.getMetadata().setDeletionTimestamp("2026-11-23T10:00:30Z");
        pod.getMetadata().setDeletionGracePeriodSeconds(7L);

        seen.put("main", running(true, true));
        assertThat(plan(pod).actions())
                .containsExactly(new Stop("main", Duration.ofSeconds(7), "the pod is being ended"));

        seen.put("main", exited(0, 0, Duration.ZERO));
        assertThat(plan(pod).actions()).containsExactly(new Remove());
        assertThat(plan(pod).status().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void stopsAnUnhealthyContainer() {
        var pod = pod("Always", "containers: [{name: main}]");
        seen.put(
                "main",
                new ContainerObservation(
                        new Current.Running("2026-11-23T09:00:00Z", true, true, Optional.of("sick"), false),
                        0,
                        Optional.empty(),
                        "",
                        ""));

        assertThat(plan(pod).actions()).containsExactly(new Stop("main", GRACE, "sick"));
    }

    @Test
    void triesAgainWhatCouldNotBeStarted() {
        var pod = pod("Never", "containers: [{name: main}]");
        seen.put("main", stuck(NOW.plusSeconds(20)));
        assertThat(plan(pod).actions()).isEmpty();
        assertThat(plan(pod).wakeAt()).contains(NOW.plusSeconds(20));
        assertThat(reason(plan(pod), "main")).isEqualTo("CreateContainerConfigError");
        assertThat(plan(pod).status().getPhase()).isEqualTo("Pending");

        seen.put("main", stuck(NOW));
        assertThat(plan(pod).actions()).containsExactly(new Start("main", 0, Duration.ZERO));
    }

    @Test
    void leavesAPodThatIsOverAlone() {
        var pod = pod("Always", "containers: [{name: main}]");
        pod.getStatus().setPhase("Failed");
        pod.getStatus().setReason("Evicted");

        var plan = plan(pod);

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.status().getPhase()).isEqualTo("Failed");
        assertThat(plan.status().getReason()).isEqualTo("Evicted");
    }

    private Plan plan(Pod pod) {
        return PodPlanner.plan(pod, observation(NOW.minusSeconds(60)), BackOff.KUBELET, NOW);
    }

    private PodObservation observation(Instant startTime) {
        return new PodObservation(Map.copyOf(seen), preparation, Optional.empty(), startTime, "192.0.2.7");
    }

    private static Pod pod(String restartPolicy, String spec) {
        return new KubernetesSerialization().unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: p, namespace: default, uid: u}
                        spec: {restartPolicy: %s, %s}
                        status: {phase: Pending}
                        """.formatted(restartPolicy, spec), Pod.class);
    }

    private static ContainerObservation running(boolean started, boolean ready) {
        return new ContainerObservation(
                new Current.Running("2026-11-23T09:00:00Z", started, ready, Optional.empty(), false),
                0,
                Optional.empty(),
                "",
                "");
    }

    private static ContainerObservation stuck(Instant retryAt) {
        return new ContainerObservation(
                new Current.Stuck("CreateContainerConfigError", "secret \"s\" not found", retryAt),
                0,
                Optional.empty(),
                "",
                "");
    }

    private static ContainerObservation exited(int code, int restarts, Duration delay) {
        var exit = new Exit(
                code,
                0,
                false,
                NOW.minusSeconds(2).toString(),
                NOW.minusSeconds(1).toString(),
                null,
                null);
        return new ContainerObservation(
                new Current.Exited(new Ended(exit, "", "trainyard://x"), delay), restarts, Optional.empty(), "", "");
    }

    private static String reason(Plan plan, String container) {
        return plan.status().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(container))
                .map(status -> status.getState().getWaiting().getReason())
                .findFirst()
                .orElseThrow();
    }

    private static PodCondition condition(Plan plan, String type) {
        return plan.status().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
