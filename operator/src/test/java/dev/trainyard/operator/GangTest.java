package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.plan.GangScheduler;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator beside Volcano, whose part the test plays. */
class GangTest {
    private static final Path VOLCANO = Path.of("src/test/resources/gang-schedulers/volcano.yaml");
    private static final OperatorConfig CONFIG =
            OperatorConfig.DEFAULT.withGangScheduler(GangScheduler.named("volcano"));

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private LocalServer server;

    @BeforeEach
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void withoutItsCrdNoPodIsMadeAndPeopleAreToldWhatToInstall() {
        try (var _ = Operator.start(server.client, CONFIG)) {
            server.make(OperatorTest.job("alone", "Never", "Never"), TFJob.class);

            assertThat(awaitEvent("FailedCreatePodGroup").getMessage())
                    .isEqualTo(
                            "Error creating: the cluster has no PodGroup of scheduling.volcano.sh/v1beta1, so no pod is made: install the gang scheduler with its CRDs, or start the operator without --gang-scheduler");
            assertThat(server.client.pods().inNamespace("default").list().getItems())
                    .isEmpty();

            server.install(VOLCANO);
            await(podGroup("alone"), _ -> true);
            phase("alone", "Inqueue");
            assertThat(await(server.pod("alone-worker-0"), _ -> true).getSpec().getSchedulerName())
                    .isEqualTo("volcano");
        }
    }

    @Test
    void aPodGroupOfTrainingOperatorIsTakenOver() {
        server.install(VOLCANO);
        var job = server.make(OperatorTest.job("handed", "Never", "Never"), TFJob.class);
        server.make("""
                apiVersion: scheduling.volcano.sh/v1beta1
                kind: PodGroup
                metadata:
                  name: handed
                  ownerReferences: [{apiVersion: kubeflow.org/v1, kind: TFJob, name: handed, uid: %s, controller: true}]
                spec: {minMember: 2, queue: research}
                """.formatted(LocalServer.uid(job)), GenericKubernetesResource.class);
        try (var _ = Operator.start(server.client, CONFIG)) {
            await(podGroup("handed"), it -> it.getMetadata().getLabels().containsValue("handed"));
            phase("handed", "Inqueue");

            await(server.pod("handed-chief-0"), _ -> true);
            Map<String, Object> spec = podGroup("handed").get().get("spec");
            assertThat(spec).containsEntry("queue", "research").containsEntry("minMember", 2);
        }
    }

    @Test
    void aPodGroupThatAnEarlierJobHasLeftIsTakenOver() {
        server.install(VOLCANO);
        var left = server.make("""
                apiVersion: scheduling.volcano.sh/v1beta1
                kind: PodGroup
                metadata:
                  name: left
                  labels: {training.kubeflow.org/operator-name: tfjob-controller, training.kubeflow.org/job-name: left}
                spec: {minMember: 7}
                """, GenericKubernetesResource.class);
        try (var _ = Operator.start(server.client, CONFIG)) {
            var job = server.make(OperatorTest.job("left", "Never", "Never"), TFJob.class);

            var taken = await(podGroup("left"), it -> it.<Integer>get("spec", "minMember") == 2);
            assertThat(LocalServer.uid(taken)).isEqualTo(LocalServer.uid(left));
            assertThat(taken.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(LocalServer.uid(job)));
        }
    }

    @Test
    void aPodGroupOfAnotherIsLeftAlone() {
        server.install(VOLCANO);
        server.make("""
                apiVersion: scheduling.volcano.sh/v1beta1
                kind: PodGroup
                metadata: {name: taken}
                spec: {minMember: 7}
                """, GenericKubernetesResource.class);
        try (var _ = Operator.start(server.client, CONFIG)) {
            server.make(OperatorTest.job("taken", "Never", "Never"), TFJob.class);

            assertThat(awaitEvent("FailedCreatePodGroup").getMessage())
                    .isEqualTo(
                            "Error creating: a PodGroup named taken is there and does not belong to this job: the job waits until it is gone");
            assertThat(podGroup("taken").get().<Integer>get("spec", "minMember"))
                    .isEqualTo(7);
        }
    }

    private Event awaitEvent(String reason) {
        return server.client
                .v1()
                .events()
                .inNamespace("default")
                .withField("reason", reason)
                .informOnCondition(events -> !events.isEmpty())
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .getFirst();
    }

    private void phase(String job, String phase) {
        podGroup(job)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"phase\": \"%s\"}}".formatted(phase));
    }

    private Resource<GenericKubernetesResource> podGroup(String name) {
        return server.client
                .genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("scheduling.volcano.sh")
                        .withVersion("v1beta1")
                        .withKind("PodGroup")
                        .withPlural("podgroups")
                        .withNamespaced(true)
                        .build())
                .inNamespace("default")
                .withName(name);
    }
}
