package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.cluster.scheduler.Scheduler;
import dev.trainyard.cluster.scheduler.SchedulerConfig;
import dev.trainyard.operator.Operator;
import dev.trainyard.operator.OperatorConfig;
import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.reconcile.PortRange;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Jobs and gang schedulers. Neither Volcano nor scheduler-plugins is here: the test says what Volcano says of a
 * PodGroup, and a scheduler of ours goes by their names and places the pods, each for itself.
 */
@OnCluster(ClusterKind.OPERATOR_APART)
class GangIT {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final Path DEFINITIONS = Path.of("../operator/src/test/resources/gang-schedulers");

    @Test
    void podsWaitUntilVolcanoHasRoomForThemAll(Scenario scenario) throws Exception {
        install(scenario, "volcano");
        var podGroup = podGroup(scenario, "scheduling.volcano.sh", "v1beta1", "gang");
        try (var _ = operator(scenario, "volcano");
                var _ = Scheduler.start(scenario.client(), new SchedulerConfig("volcano"))) {
            scenario.create(QuickJob.chiefAndWorker("gang", "OnFailure", "sleep 600", "sleep 600")
                    .replace(
                            "spec:\n",
                            "spec:\n  runPolicy: {schedulingPolicy: {queue: research, priorityClass: high}}\n"));

            Map<String, Object> spec = await(podGroup).get("spec");
            assertThat(spec)
                    .containsEntry("minMember", 2)
                    .containsEntry("queue", "research")
                    .containsEntry("priorityClassName", "high")
                    .containsEntry("minResources", Map.of("cpu", "20m", "memory", "32Mi"));
            says(podGroup, """
                    {"phase": "Pending", "conditions": [{"type": "Unschedulable", "status": "True", "message": "the queue is full"}]}""");
            scenario.awaitEvent("PodGroupPending", "to queue \"research\": the queue is full");
            assertThat(scenario.client().pods().list().getItems()).isEmpty();

            says(podGroup, "{\"phase\": \"Inqueue\", \"conditions\": []}");
            var chief = scenario.awaitPhase("gang-chief-0", "Running");
            scenario.awaitPhase("gang-worker-0", "Running");
            assertThat(chief.getSpec().getSchedulerName()).isEqualTo("volcano");
            assertThat(chief.getMetadata().getAnnotations())
                    .containsEntry("scheduling.k8s.io/group-name", "gang")
                    .containsEntry("volcano.sh/task-spec", "chief");

            suspend(scenario, "gang", true);
            podGroup.waitUntilCondition(it -> it == null, 60, TimeUnit.SECONDS);
            scenario.awaitGone("gang-chief-0");

            suspend(scenario, "gang", false);
            await(podGroup);
            says(podGroup, "{\"phase\": \"Inqueue\"}");
            scenario.awaitPhase("gang-worker-0", "Running");
        }
    }

    @Test
    void podsOfSchedulerPluginsAreMadeAtOnceAndAreOneGroup(Scenario scenario) throws Exception {
        install(scenario, "scheduler-plugins");
        var podGroup = podGroup(scenario, "scheduling.x-k8s.io", "v1alpha1", "group");
        try (var _ = operator(scenario, "scheduler-plugins-scheduler");
                var _ = Scheduler.start(scenario.client(), new SchedulerConfig("scheduler-plugins-scheduler"))) {
            scenario.create(QuickJob.chiefAndWorker("group", "OnFailure", "sleep 4", "sleep 600")
                    .replace(
                            "spec:\n",
                            "spec:\n  runPolicy: {schedulingPolicy: {minAvailable: 1, scheduleTimeoutSeconds: 60}}\n"));

            Map<String, Object> spec = await(podGroup).get("spec");
            assertThat(spec)
                    .containsEntry("minMember", 1)
                    .containsEntry("scheduleTimeoutSeconds", 60)
                    .containsEntry("minResources", Map.of("cpu", "10m", "memory", "16Mi"));
            var worker = scenario.awaitPod("group-worker-0", "is there", _ -> true);
            assertThat(worker.getSpec().getSchedulerName()).isEqualTo("scheduler-plugins-scheduler");
            assertThat(worker.getMetadata().getLabels()).containsEntry("scheduling.x-k8s.io/pod-group", "group");

            scenario.awaitCondition("group", "Succeeded");
            podGroup.waitUntilCondition(it -> it == null, 60, TimeUnit.SECONDS);
            assertThat(podGroup.get()).isNull();
        }
    }

    private static Operator operator(Scenario scenario, String gangScheduler) {
        return Operator.start(
                scenario.client(),
                OperatorConfig.DEFAULT
                        .withNamespace(scenario.namespace())
                        .withReplicaPorts(new PortRange(28_500, 28_599))
                        .withGangScheduler(GangScheduler.named(gangScheduler)));
    }

    private static void install(Scenario scenario, String scheduler) throws IOException {
        var definition = Serialization.kubernetes()
                .unmarshal(Files.readString(DEFINITIONS.resolve(scheduler + ".yaml")), CustomResourceDefinition.class);
        scenario.client().resource(definition).create();
        scenario.client()
                .resource(definition)
                .waitUntilCondition(
                        it -> it.getStatus() != null
                                && it.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        60,
                        TimeUnit.SECONDS);
    }

    private static Resource<GenericKubernetesResource> podGroup(
            Scenario scenario, String group, String version, String name) {
        return scenario.client()
                .genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(group)
                        .withVersion(version)
                        .withKind("PodGroup")
                        .withPlural("podgroups")
                        .withNamespaced(true)
                        .build())
                .withName(name);
    }

    private static GenericKubernetesResource await(Resource<GenericKubernetesResource> podGroup) {
        return podGroup.waitUntilCondition(it -> it != null, 60, TimeUnit.SECONDS);
    }

    /** What the scheduler writes into the status. */
    private static void says(Resource<GenericKubernetesResource> podGroup, String status) {
        podGroup.subresource("status").patch(MERGE, "{\"status\": " + status + "}");
    }

    private static void suspend(Scenario scenario, String job, boolean suspend) {
        scenario.client()
                .resources(TFJob.class)
                .withName(job)
                .patch(MERGE, "{\"spec\": {\"runPolicy\": {\"suspend\": %s}}}".formatted(suspend));
    }
}
