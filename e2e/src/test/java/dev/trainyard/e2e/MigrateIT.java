package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.cli.manifest.Manifests;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real control plane as Training Operator leaves it, without Training Operator's process. */
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
class MigrateIT {
    private static final String TRAINING_OPERATOR = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: training-operator, namespace: default}
            spec:
              selector: {matchLabels: {app: training-operator}}
              template:
                metadata: {labels: {app: training-operator}}
                spec: {containers: [{name: training-operator, image: example/training-operator:v1.9, command: [/manager]}]}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: validator.training-operator.kubeflow.org}
            webhooks:
              - name: validator.tfjob.training-operator.kubeflow.org
                admissionReviewVersions: [v1]
                sideEffects: None
                failurePolicy: Ignore
                clientConfig: {service: {name: training-operator, namespace: default, path: /tfjob}}
                rules: [{apiGroups: [kubeflow.org], apiVersions: [v1], operations: [CREATE], resources: [tfjobs]}]
            """;
    private static final String JOBS = """
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: same, namespace: default}
            spec: {runPolicy: {cleanPodPolicy: None}, tfReplicaSpecs: {Worker: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}}}
            ---
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: named, namespace: default}
            spec: {tfReplicaSpecs: {PS: {template: {spec: {containers: [{name: tensorflow, image: a, args: [--ps=named-ps-0]}]}}}}}
            ---
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: wrong, namespace: default}
            spec: {tfReplicaSpecs: {Boss: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}}}
            ---
            apiVersion: kubeflow.org/v1
            kind: MPIJob
            metadata: {name: other, namespace: default}
            spec: {}
            """;

    @Test
    void itSaysOfEachJobWhatWouldChangeAndTheSwitchKeepsTheJobs() throws JsonProcessingException {
        var folder = TestFolder.create("migrate");
        try (var controlPlane = RealControlPlane.start(folder);
                var client = new KubernetesClientBuilder()
                        .withConfig(
                                Config.fromKubeconfig(controlPlane.kubeconfig().toFile()))
                        .withKubernetesSerialization(Serialization.kubernetes())
                        .build()) {
            // It keeps all fields, as Training Operator's nearly does.
            for (var kind : List.of("TFJob", "MPIJob")) {
                var plural = kind.toLowerCase(Locale.ROOT);
                create(client, """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: %1$ss.kubeflow.org}
                    spec:
                      group: kubeflow.org
                      names: {kind: %2$s, plural: %1$ss, singular: %1$s, listKind: %2$sList}
                      scope: Namespaced
                      versions:
                        - {name: v1, served: true, storage: true, subresources: {status: {}},
                           schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                    """.formatted(plural, kind));
                awaitServed(client, plural + "s.kubeflow.org");
            }
            create(client, TRAINING_OPERATOR);
            create(client, JOBS);

            var said = trainyard(controlPlane, "migrate", "--from", "training-operator", "--dry-run");
            assertThat(said.lines())
                    .contains("3 jobs: 1 would be refused when made again, 1 would behave differently, 1 would not.")
                    .contains("1 of kind MPIJob stay with Training Operator.")
                    .anyMatch(line -> line.matches("default +TFJob/same +New +nothing"))
                    .anyMatch(line -> line.contains("it writes out the host names named-ps-0"))
                    .anyMatch(line -> line.matches("default +TFJob/wrong +New +refused: spec.tfReplicaSpecs.*Boss.*"))
                    .anyMatch(line -> line.contains(
                            "kubectl -n default edit deployment/training-operator, and add --enable-scheme=mpijob"))
                    .anyMatch(line ->
                            line.contains("validatingwebhookconfiguration validator.training-operator.kubeflow.org"));
            var output = trainyard(controlPlane, "migrate", "--from", "training-operator", "--dry-run", "-o", "json")
                    .output();
            // The JVM's remarks, on the other stream, come before it.
            var json = Serialization.mapper().readTree(output.substring(output.indexOf("{")));
            assertThat(json.at("/migration/jobs")).hasSize(3);

            assertThat(trainyard(controlPlane, "install", "--timeout", "0").lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "Training Operator runs in namespace default, and two operators must not work on the same jobs");
            client.apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("training-operator")
                    .scale(0);
            assertThat(trainyard(controlPlane, "install", "--timeout", "0").lines())
                    .contains("CustomResourceDefinition tfjobs.kubeflow.org  changed");
            assertThat(client.resources(TFJob.class)
                            .inNamespace("default")
                            .list()
                            .getItems())
                    .extracting(job -> job.getMetadata().getName())
                    .containsExactlyInAnyOrder("same", "named", "wrong");
        }
    }

    private static void create(KubernetesClient client, String yaml) {
        Manifests.parse(yaml, "the scenario")
                .forEach(object -> client.resource(object).create());
    }

    private static void awaitServed(KubernetesClient client, String definition) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition)
                .waitUntilCondition(
                        it -> it != null
                                && it.getStatus() != null
                                && it.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        60,
                        TimeUnit.SECONDS);
    }

    private static Answer trainyard(RealControlPlane controlPlane, String... arguments) {
        var options = Stream.of("--kubeconfig", controlPlane.kubeconfig().toString());
        var command = Stream.concat(Stream.of(arguments), options).toList();
        return Answer.of(Trainyard.command(command), Map.of(), "");
    }
}
