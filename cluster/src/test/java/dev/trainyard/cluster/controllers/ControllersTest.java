package dev.trainyard.cluster.controllers;

import static dev.trainyard.cluster.LocalApi.pod;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.LocalApi;
import dev.trainyard.cluster.scheduler.Scheduler;
import dev.trainyard.cluster.scheduler.SchedulerConfig;
import dev.trainyard.cluster.view.ClusterView;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All controllers, on a real API server of ours, as clients of it. */
final class ControllersTest {
    private static final int PATIENCE = 20;

    @TempDir
    Path home;

    LocalApi api;
    KubernetesClient client;
    ClusterView view;
    Controllers controllers;

    @BeforeEach
    void start() {
        api = new LocalApi(home);
        client = api.client();
        view = new ClusterView(client);
        controllers = Controllers.start(client, ControllersConfig.localCluster(home), view);
    }

    @AfterEach
    void stop() {
        controllers.close();
        view.close();
        api.close();
    }

    @Test
    void aNamespaceHasItsDefaultsAndGoesWithAllInIt() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("team")
                        .endMetadata()
                        .build())
                .create();
        assertThat(client.configMaps()
                        .inNamespace("team")
                        .withName("kube-root-ca.crt")
                        .waitUntilCondition(Objects::nonNull, PATIENCE, SECONDS)
                        .getData()
                        .get("ca.crt"))
                .contains("BEGIN CERTIFICATE");
        assertThat(client.serviceAccounts()
                        .inNamespace("team")
                        .withName("default")
                        .waitUntilCondition(Objects::nonNull, PATIENCE, SECONDS))
                .isNotNull();

        client.namespaces().withName("team").delete();

        gone(client.namespaces().withName("team"));
        assertThat(client.configMaps().inNamespace("team").list().getItems()).isEmpty();
    }

    @Test
    void whatAnOwnerLeavesBehindGoesToo() {
        var owner = map("owner");
        owned("child", owner);
        var grandchild = owned(
                "grandchild",
                client.configMaps().inNamespace("default").withName("child").get());
        assertThat(grandchild).isNotNull();

        client.configMaps().inNamespace("default").withName("owner").delete();

        gone(client.configMaps().inNamespace("default").withName("child"));
        gone(client.configMaps().inNamespace("default").withName("grandchild"));
    }

    @Test
    void anOwnerDeletedInTheForegroundGoesLast() {
        var owner = map("owner");
        var child = new ConfigMapBuilder(owned("child", owner))
                .editMetadata()
                .withFinalizers("example.com/slow")
                .endMetadata()
                .build();
        client.configMaps().inNamespace("default").resource(child).update();

        client.configMaps()
                .inNamespace("default")
                .withName("owner")
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
        client.configMaps()
                .inNamespace("default")
                .withName("child")
                .waitUntilCondition(HasMetadata::isMarkedForDeletion, PATIENCE, SECONDS);
        assertThat(client.configMaps().inNamespace("default").withName("owner").get())
                .isNotNull();

        client.configMaps()
                .inNamespace("default")
                .withName("child")
                .edit(c -> new ConfigMapBuilder(c)
                        .editMetadata()
                        .withFinalizers()
                        .endMetadata()
                        .build());
        gone(client.configMaps().inNamespace("default").withName("child"));
        gone(client.configMaps().inNamespace("default").withName("owner"));
    }

    @Test
    void orphansStay() {
        owned("child", map("owner"));

        client.configMaps()
                .inNamespace("default")
                .withName("owner")
                .withPropagationPolicy(DeletionPropagation.ORPHAN)
                .delete();

        gone(client.configMaps().inNamespace("default").withName("owner"));
        assertThat(client.configMaps()
                        .inNamespace("default")
                        .withName("child")
                        .get()
                        .getMetadata()
                        .getOwnerReferences())
                .isEmpty();
    }

    @Test
    void aDependentThatComesAfterItsOwnerHasGoneIsNotKept() {
        var owner = map("owner");
        client.configMaps().inNamespace("default").withName("owner").delete();

        owned("late", owner);

        gone(client.configMaps().inNamespace("default").withName("late"));
    }

    @Test
    void anOwnerOfAKindThatCameLaterCountsToo() {
        var definition = new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("trains.example.com")
                .endMetadata()
                .withNewSpec()
                .withGroup("example.com")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("Train")
                .withPlural("trains")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .resource(definition)
                .create();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("trains.example.com")
                .waitUntilCondition(
                        crd -> crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Established")
                                                && c.getStatus().equals("True")),
                        PATIENCE,
                        SECONDS);
        var trains = client.genericKubernetesResources(CustomResourceDefinitionContext.fromCrd(definition))
                .inNamespace("default");
        var train = trains.resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("example.com/v1")
                        .withKind("Train")
                        .withNewMetadata()
                        .withName("express")
                        .endMetadata()
                        .build())
                .create();
        owned("wagon", train);

        trains.withName("express").delete();

        gone(client.configMaps().inNamespace("default").withName("wagon"));
    }

    @Test
    void aClaimGetsAFolderThatStaysWhilePodsUseItAndGoesWithIt() throws IOException {
        api.node("machine", Map.of("cpu", "4"));
        var claims = client.persistentVolumeClaims().inNamespace("default");
        claims.resource(claim("data")).create();
        try (var scheduler = Scheduler.start(client, SchedulerConfig.standard(), view)) {
            assertThat(scheduler).isNotNull();
            api.create(pod("trainer", Map.of())
                    .editSpec()
                    .addNewVolume()
                    .withName("output")
                    .withNewPersistentVolumeClaim("data", false)
                    .endVolume()
                    .endSpec());
            var pods = client.pods().inNamespace("default");
            pods.withName("trainer")
                    .waitUntilCondition(p -> p != null && p.getSpec().getNodeName() != null, PATIENCE, SECONDS);

            var bound = claims.withName("data").get();
            assertThat(bound.getSpec().getStorageClassName()).isEqualTo("trainyard");
            assertThat(bound.getStatus().getPhase()).isEqualTo("Bound");
            assertThat(bound.getStatus().getCapacity()).containsEntry("storage", new Quantity("1Gi"));
            var volume = client.persistentVolumes()
                    .withName(bound.getSpec().getVolumeName())
                    .get();
            var folder = home.resolve("volumes/default/data");
            assertThat(volume.getSpec().getHostPath().getPath()).isEqualTo(folder.toString());
            assertThat(volume.getStatus().getPhase()).isEqualTo("Bound");
            Files.writeString(folder.resolve("checkpoint"), "42");

            claims.withName("data")
                    .waitUntilCondition(c -> c.hasFinalizer("kubernetes.io/pvc-protection"), PATIENCE, SECONDS);
            claims.withName("data").delete();
            assertThat(claims.withName("data").get().isMarkedForDeletion()).isTrue();
            assertThat(folder.resolve("checkpoint")).hasContent("42");

            pods.withName("trainer")
                    .editStatus(p -> new PodBuilder(p)
                            .editOrNewStatus()
                            .withPhase("Succeeded")
                            .endStatus()
                            .build());
            gone(claims.withName("data"));
            gone(client.persistentVolumes().withName(bound.getSpec().getVolumeName()));
            assertThat(folder).doesNotExist();
            assertThat(pods.withName("trainer").get()).as("finished pods stay").isNotNull();
        }
    }

    @Test
    void aNodeThatIsNotReadyIsTaintedUntilItIs() {
        api.node("machine", Map.of("cpu", "4"));
        setReady("False");
        client.nodes()
                .withName("machine")
                .waitUntilCondition(
                        node -> node.getSpec().getTaints().stream()
                                .anyMatch(t -> t.getKey().equals("node.kubernetes.io/not-ready")),
                        PATIENCE,
                        SECONDS);

        setReady("True");

        assertThat(client.nodes()
                        .withName("machine")
                        .waitUntilCondition(node -> node.getSpec().getTaints().isEmpty(), PATIENCE, SECONDS))
                .isNotNull();
    }

    @Test
    void aNodeThatNoLongerRenewsItsLeaseIsUnknown() {
        client.leases()
                .inNamespace("kube-node-lease")
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("machine")
                        .endMetadata()
                        .withNewSpec()
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .create();
        try (var health = new NodeHealth(client, view, Clock.systemUTC(), Duration.ofMillis(100))) {
            health.start();
            api.node("machine", Map.of("cpu", "4"));

            var unknown = client.nodes()
                    .withName("machine")
                    .waitUntilCondition(node -> !node.getSpec().getTaints().isEmpty(), PATIENCE, SECONDS);
            assertThat(unknown.getSpec().getTaints().getFirst().getKey()).isEqualTo("node.kubernetes.io/unreachable");
            var condition = unknown.getStatus().getConditions().getFirst();
            assertThat(condition.getStatus()).isEqualTo("Unknown");
            assertThat(condition.getMessage()).isEqualTo("Kubelet stopped posting node status.");
        }
    }

    private void setReady(String status) {
        client.nodes().withName("machine").editStatus(node -> {
            node.getStatus().getConditions().getFirst().setStatus(status);
            return node;
        });
    }

    private ConfigMap map(String name) {
        return client.configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private ConfigMap owned(String name, HasMetadata owner) {
        return client.configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addNewOwnerReference()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withBlockOwnerDeletion(true)
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .create();
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteMany")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build();
    }

    private static void gone(Resource<?> resource) {
        resource.waitUntilCondition(Objects::isNull, PATIENCE, SECONDS);
        assertThat(resource.get()).isNull();
    }
}
