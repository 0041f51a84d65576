package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.cli.install.Release;
import dev.trainyard.operator.webhook.WebhookConfig;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The operator is installed on a real control plane, which has no node: a test says what becomes of its pods. */
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
class InstallIT {
    private static final PodStatus READY = new PodStatusBuilder()
            .withPhase("Running")
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .build();
    private static final PodStatus NO_IMAGE = new PodStatusBuilder()
            .withPhase("Pending")
            .addNewContainerStatus()
            .withName("operator")
            .withImage("example/none:1")
            .withImageID("")
            .withReady(false)
            .withRestartCount(0)
            .withState(new ContainerStateBuilder()
                    .withNewWaiting("no such image", "ImagePullBackOff")
                    .build())
            .endContainerStatus()
            .build();

    private final Path folder = TestFolder.create("install");
    private final List<AutoCloseable> open = new ArrayList<>();
    private RealControlPlane controlPlane;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        controlPlane = RealControlPlane.start(folder);
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        client.close();
        controlPlane.close();
    }

    @Test
    void itIsInstalledOnceAndUninstalled() {
        assertThat(trainyard("install", "--dry-run").lines())
                .contains(
                        "Deployment trainyard-operator  created",
                        "CustomResourceDefinition tfjobs.kubeflow.org  created");
        assertThat(client.namespaces().withName(Release.NAMESPACE).get()).isNull();

        podsBecome(READY);
        assertThat(trainyard("install").lines())
                .contains("Deployment trainyard-operator  created")
                .last()
                .asString()
                .startsWith("Trainyard works for https://127.0.0.1:");
        assertThat(trainyard("install").lines())
                .filteredOn(line -> line.endsWith("created") || line.endsWith("changed"))
                .allMatch(line -> line.endsWith("unchanged"))
                .hasSizeGreaterThan(10);
        assertThat(trainyard("install", "--replicas", "1").lines())
                .contains("Deployment trainyard-operator  changed", "ClusterRole trainyard-operator  unchanged");

        client.resource(job("kept")).inNamespace("default").create();
        assertThat(trainyard("uninstall").lines())
                .startsWith("MutatingWebhookConfiguration trainyard-operator  deleted")
                .contains(
                        "Deployment trainyard-operator  deleted",
                        "The kinds stay, with 1 job: --crds would take them too.");
        assertThat(client.resources(TFJob.class)
                        .inNamespace("default")
                        .withName("kept")
                        .get())
                .isNotNull();
        assertThat(client.rbac().clusterRoles().withName(Release.NAME).get()).isNull();
        assertThat(trainyard("uninstall", "--crds").lines())
                .contains("CustomResourceDefinition tfjobs.kubeflow.org  deleted");
    }

    @Test
    void whatKeepsItFromBeingReadyIsSaid() {
        podsBecome(NO_IMAGE);

        var answer = trainyard("install", "--image", "example/none:1");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines())
                .last()
                .asString()
                .startsWith("The operator is installed and not ready: pod trainyard-operator-")
                .contains("ImagePullBackOff, no such image", "kubectl -n trainyard-system describe pods");
    }

    /** With the rights that it is installed with, as two processes of the command line that its Deployment has. */
    @Test
    void ofTwoReplicasOneLeadsAndTheOtherTakesOver() throws Exception {
        open.add(new InstalledOperator(controlPlane, folder));
        var first = operator("first");
        var lease = client.leases().inNamespace(Release.NAMESPACE).withName(Release.NAME);
        lease.waitUntilCondition(it -> it != null && it.getSpec().getHolderIdentity() != null, 60, TimeUnit.SECONDS);
        var second = operator("second");

        client.resource(job("one")).inNamespace("default").create();
        awaitPod("one-chief-0");
        first.kill();
        client.resource(job("two")).inNamespace("default").create();
        awaitPod("two-chief-0");

        assertThat(lease.require().getSpec().getHolderIdentity()).startsWith("second_");
        assertThat(second.isAlive()).isTrue();
        // As it is installed, and not as it is called here.
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookConfig.CONFIGURATION)
                .delete();
        assertThat(trainyard("install", "--timeout", "0").lines())
                .contains(
                        "MutatingWebhookConfiguration trainyard-operator  created",
                        "Secret trainyard-webhook  unchanged");
        var trusted = awaitTrust();
        assertThat(trusted)
                .isEqualTo(client.secrets()
                        .inNamespace(Release.NAMESPACE)
                        .withName(WebhookConfig.SECRET)
                        .require()
                        .getData()
                        .get("ca.crt"));
        assertThat(trainyard("install", "--timeout", "0").lines())
                .contains("MutatingWebhookConfiguration trainyard-operator  unchanged");
        assertThat(awaitTrust()).isEqualTo(trusted);
        assertThat(second.tail()).doesNotContain("forbidden");
    }

    /** With the Roles of two namespaces and no right over the cluster. */
    @Test
    void forOneNamespaceItWorksWithItsRolesAlone() throws Exception {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("team")
                        .endMetadata()
                        .build())
                .create();
        assertThat(trainyard("install", "--timeout", "0", "--set", "jobNamespace=team", "--set", "networkPolicy=true")
                        .lines())
                .contains("Role trainyard-operator-jobs  created", "NetworkPolicy trainyard-operator  created")
                .doesNotContain("ClusterRole trainyard-operator  created");
        assertThat(trainyard("install", "--timeout", "0").lines())
                .last()
                .asString()
                .contains("uninstall it first");
        InstalledOperator.writeKubeconfig(client, controlPlane, folder);
        var operator = start("only", "--namespace", "team");

        client.resource(job("ours")).inNamespace("team").create();
        client.resource(schedule()).inNamespace("team").create();
        client.resource(job("others")).inNamespace("default").create();
        client.pods()
                .inNamespace("team")
                .withName("ours-chief-0")
                .waitUntilCondition(it -> it != null, 60, TimeUnit.SECONDS);
        client.resources(TFJob.class)
                .inNamespace("team")
                .withName("ours")
                .waitUntilCondition(it -> it != null && it.getStatus() != null, 60, TimeUnit.SECONDS);
        client.resources(TrainingSchedule.class)
                .inNamespace("team")
                .withName("nightly")
                .waitUntilCondition(it -> it != null && it.getStatus() != null, 60, TimeUnit.SECONDS);

        assertThat(client.pods().inNamespace("default").list().getItems()).isEmpty();
        assertThat(operator.tail()).doesNotContain("forbidden");
        assertThat(trainyard("uninstall").lines())
                .contains(
                        "Role trainyard-operator-jobs  deleted",
                        "NetworkPolicy trainyard-operator  deleted",
                        "Deployment trainyard-operator  deleted");
        assertThat(client.rbac().clusterRoles().withName("trainyard-edit").get())
                .isNotNull();
    }

    private static GenericKubernetesResource schedule() {
        return Serialization.kubernetes().unmarshal("""
                        apiVersion: trainyard.dev/v1alpha1
                        kind: TrainingSchedule
                        metadata: {name: nightly}
                        spec:
                          schedule: "0 3 * * *"
                          jobTemplate:
                            apiVersion: kubeflow.org/v1
                            kind: TFJob
                            spec: {tfReplicaSpecs: {Chief: {template: {spec: {containers: [{name: tensorflow, image: any}]}}}}}
                        """, GenericKubernetesResource.class);
    }

    private ChildProcess operator(String name) {
        return start(name, "--webhook-port", "0", "--webhook-secret", Release.NAMESPACE + "/" + WebhookConfig.SECRET);
    }

    private ChildProcess start(String name, String... options) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.trainyard.operator.Main",
                "--metrics-port",
                "0",
                "--leader-election",
                Release.NAMESPACE + "/" + Release.NAME));
        command.addAll(List.of(options));
        var environment =
                Map.of("KUBECONFIG", folder.resolve("operator.kubeconfig").toString(), "HOSTNAME", name);
        var process = ChildProcess.start("operator-" + name, folder, environment, command);
        open.add(process);
        return process;
    }

    /** Whom the API server trusts, once the operator has said so. */
    private String awaitTrust() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookConfig.CONFIGURATION)
                .waitUntilCondition(
                        it -> it != null
                                && it.getWebhooks().getFirst().getClientConfig().getCaBundle() != null,
                        60,
                        TimeUnit.SECONDS)
                .getWebhooks()
                .getFirst()
                .getClientConfig()
                .getCaBundle();
    }

    private void awaitPod(String name) {
        client.pods().inNamespace("default").withName(name).waitUntilCondition(it -> it != null, 60, TimeUnit.SECONDS);
    }

    /** Does what a kubelet would, whatever that is. */
    private void podsBecome(PodStatus status) {
        SharedIndexInformer<Pod> pods = client.pods()
                .inNamespace(Release.NAMESPACE)
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        try {
                            client.resource(new PodBuilder(pod)
                                            .withStatus(status)
                                            .build())
                                    .updateStatus();
                        } catch (KubernetesClientException gone) {
                            // It is being deleted: there is nothing to say of it.
                        }
                    }

                    @Override
                    public void onUpdate(Pod before, Pod pod) {}

                    @Override
                    public void onDelete(Pod pod, boolean unknown) {
                        // Deleted pods go at once where no node has them.
                    }
                });
        open.add(pods);
    }

    private static GenericKubernetesResource job(String name) {
        return Serialization.kubernetes().unmarshal("""
                        apiVersion: kubeflow.org/v1
                        kind: TFJob
                        metadata: {name: %s}
                        spec: {tfReplicaSpecs: {Chief: {template: {spec: {containers: [{name: tensorflow, image: any}]}}}}}
                        """.formatted(name), GenericKubernetesResource.class);
    }

    private Answer trainyard(String... arguments) {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--kubeconfig", controlPlane.kubeconfig().toString()));
        return Answer.of(Trainyard.command(command), Map.of(), "");
    }
}
