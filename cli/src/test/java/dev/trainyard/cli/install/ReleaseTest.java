package dev.trainyard.cli.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cli.manifest.Manifests;
import dev.trainyard.operator.webhook.WebhookConfiguration;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is installed, in the three forms in which it is. */
class ReleaseTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final String HEADER = """
            # Trainyard's operator and its kinds: kubectl apply -f deploy/trainyard.yaml
            # Written by deploy/write from deploy/chart and api/crds; docs/install.md says what is in it.
            """;

    private final Release release = Release.standard(Release.NAMESPACE);

    @Test
    void theCommittedManifestIsWhatTheChartSays() throws IOException {
        var file = DEPLOY.resolve("trainyard.yaml");
        var text = HEADER + release.manifest();
        if (Boolean.getBoolean("trainyard.write")) {
            Files.writeString(file, text);
        }

        // Not isEqualTo: its message would print both files.
        assertThat(Files.exists(file) && Files.readString(file).equals(text))
                .as("%s is what deploy/chart and api/crds say: run deploy/write and commit what it writes", file)
                .isTrue();
    }

    @Test
    void noTemplateAndNoCrdIsForgotten() throws IOException {
        try (var templates = Files.list(DEPLOY.resolve("chart/templates"));
                var definitions = Files.list(DEPLOY.resolve("chart/definitions"))) {
            assertThat(names(templates))
                    .isEqualTo(Stream.concat(
                                    Release.TEMPLATES.stream(), Stream.of("namespace.yaml", "crds.yaml", "NOTES.txt"))
                            .collect(Collectors.toSet()));
            assertThat(names(definitions))
                    .isEqualTo(CustomResources.NAMES.stream()
                            .map(name -> name + ".yaml")
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void theManifestHasAllObjects() {
        assertThat(Manifests.parse(release.manifest(), "the manifest").stream()
                        .map(ReleaseTest::name)
                        .toList())
                .containsExactlyElementsOf(Stream.of(
                                Stream.of(release.namespaceObject()),
                                release.definitions().stream(),
                                release.operator().stream())
                        .flatMap(objects -> objects)
                        .map(ReleaseTest::name)
                        .toList())
                .contains(
                        "Namespace trainyard-system",
                        "CustomResourceDefinition tfjobs.kubeflow.org",
                        "ClusterRole trainyard-operator",
                        "Deployment trainyard-operator",
                        "PodDisruptionBudget trainyard-operator",
                        "MutatingWebhookConfiguration trainyard-operator")
                .doesNotContain("ServiceMonitor trainyard-operator");
    }

    @Test
    void whatIsAskedForIsThere() {
        var deployment = object(
                release.with("replicas", 3)
                        .with("image", "example/operator@sha256:0")
                        .with("pullSecret", "pull"),
                "Deployment");

        assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(deployment.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("example/operator@sha256:0");
        assertThat(deployment.at("/spec/template/spec/imagePullSecrets/0/name").asText())
                .isEqualTo("pull");
        assertThat(object(release.with("serviceMonitor", true), "ServiceMonitor")
                        .at("/spec/endpoints/0/port")
                        .asText())
                .isEqualTo("metrics");
    }

    /** A right to everything of a kind is one that nobody has thought about. */
    @Test
    void noRightIsAWildcard() {
        assertThat(release.operator().stream()
                        .filter(object -> object.getKind().endsWith("Role"))
                        .map(ReleaseTest::tree)
                        .flatMap(role -> elements(role.path("rules"))))
                .hasSizeGreaterThan(10)
                .allSatisfy(rule -> assertThat(rule.toString()).doesNotContain("\"*\""));
    }

    /** It starts no shell, and the only Secret that it may read is the one that it keeps its own certificates in. */
    @Test
    void theOperatorReadsNoSecretsOfOthers() {
        assertThat(rules().flatMap(rule -> elements(rule.path("resources"))).map(JsonNode::asText))
                .contains("pods")
                .doesNotContain("pods/exec");
        assertThat(rules().toList())
                .filteredOn(rule -> rule.path("resources").toString().contains("\"secrets\""))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.path("resourceNames").toString()).isEqualTo("[\"trainyard-webhook\"]");
                    assertThat(rule.path("verbs").toString()).doesNotContain("create", "delete");
                });
    }

    /** It makes some of its own, and people keep passwords in theirs. */
    @Test
    void theOperatorReadsNoConfigMaps() {
        assertThat(rules().filter(rule -> rule.path("resources").toString().contains("\"configmaps\""))
                        .flatMap(rule -> elements(rule.path("verbs")))
                        .map(JsonNode::asText))
                .containsExactlyInAnyOrder("create", "delete");
    }

    private Stream<JsonNode> rules() {
        return rules(release);
    }

    private static Stream<JsonNode> rules(Release release) {
        return release.operator().stream()
                .filter(object -> object.getKind().endsWith("Role"))
                .map(ReleaseTest::tree)
                .flatMap(role -> elements(role.path("rules")));
    }

    /** The local cluster's is written in Java, since it need not be read as YAML at each start. */
    @Test
    void theWebhookIsThatOfTheLocalCluster() {
        var ours = Serialization.mapper()
                .<ObjectNode>valueToTree(
                        WebhookConfiguration.at("https://here").getWebhooks().getFirst());
        var charts = object(release, "MutatingWebhookConfiguration")
                .at("/webhooks/0")
                .<ObjectNode>deepCopy();
        assertThat(charts.remove("clientConfig").at("/service/namespace").asText())
                .isEqualTo(Release.NAMESPACE);
        ours.remove("clientConfig");
        assertThat(charts).isEqualTo(ours);
    }

    @Test
    void theWebhookIsTheFirstToGo() {
        assertThat(release.operator().getLast().getKind()).isEqualTo("MutatingWebhookConfiguration");
    }

    @Test
    void withoutTheWebhookNothingIsLeftOfIt() {
        assertThat(release.with("webhook", false).operator().stream()
                        .map(ReleaseTest::tree)
                        .map(JsonNode::toString))
                .hasSizeGreaterThan(5)
                .allSatisfy(object -> assertThat(object).doesNotContain("webhook"));
    }

    /** Its rights end at the two namespaces, and a patch of a webhook's configuration is a right over all pods. */
    @Test
    void forOneNamespaceNothingIsOfTheCluster() {
        var only = release.with("jobNamespace", "team").with("userRoles", false).with("networkPolicy", true);

        assertThat(only.operator())
                .hasSizeGreaterThan(5)
                .allSatisfy(object -> assertThat(object.getMetadata().getNamespace())
                        .as(name(object))
                        .isIn("team", Release.NAMESPACE));
        assertThat(only.operator().stream().map(ReleaseTest::name))
                .contains("Role trainyard-operator-jobs", "RoleBinding trainyard-operator-jobs")
                .noneMatch(name -> name.startsWith("Cluster"));
        assertThat(object(only, "Deployment")
                        .at("/spec/template/spec/containers/0/args")
                        .toString())
                .contains("\"--namespace\",\"team\"")
                .doesNotContain("webhook");
    }

    /** The same rights, but for those that no Role can give and those of the webhook. */
    @Test
    void forOneNamespaceTheRightsAreNoOthers() {
        var all = rules(release).toList();

        assertThat(rules(release.with("jobNamespace", "team")))
                .isSubsetOf(all)
                .hasSize(all.size() - 5)
                .noneMatch(rule -> rule.toString().contains("secrets"));
    }

    @Test
    void theMetricsAskForATokenWhereOneIsThere() {
        var guarded = release.with("metricsSecret", "prometheus").with("serviceMonitor", true);
        var pod = object(guarded, "Deployment").at("/spec/template/spec");

        assertThat(pod.at("/containers/0/args").toString())
                .contains("\"--metrics-token-file\",\"/etc/trainyard/metrics/token\"");
        assertThat(pod.at("/containers/0/volumeMounts/0/mountPath").asText()).isEqualTo("/etc/trainyard/metrics");
        assertThat(pod.at("/volumes/0/secret/secretName").asText()).isEqualTo("prometheus");
        assertThat(object(guarded, "ServiceMonitor")
                        .at("/spec/endpoints/0/authorization/credentials/name")
                        .asText())
                .isEqualTo("prometheus");
    }

    @Test
    void theNetworkPolicyNamesWhoMayConnect() {
        var policy =
                object(release.with("networkPolicy", true).with("metricsNamespace", "monitoring"), "NetworkPolicy");

        assertThat(policy.at("/spec/ingress/0/from").toString()).contains("monitoring");
        assertThat(policy.at("/spec/ingress/1/ports/0/port").asInt()).isEqualTo(8443);
        assertThat(policy.at("/spec/egress/0/ports").toString()).contains("443", "6443");
        assertThat(policy.at("/spec/podSelector/matchLabels"))
                .isEqualTo(object(release, "Deployment").at("/spec/selector/matchLabels"));
    }

    /** A webhook that is left behind has pods refused. */
    @Test
    void whatAReleaseNoLongerHasIsKnown() {
        assertThat(release.with("webhook", false).superseded().stream().map(ReleaseTest::name))
                .containsExactlyInAnyOrder(
                        "NetworkPolicy trainyard-operator",
                        "Secret trainyard-webhook",
                        "MutatingWebhookConfiguration trainyard-operator");
        assertThat(release.with("networkPolicy", true).superseded()).isEmpty();
    }

    @Test
    void anUnknownValueIsRefused() {
        assertThat(catchThrowable(() -> release.with("jobNamespaces", "team")))
                .hasMessageStartingWith("The chart has no value jobNamespaces. It has: image, uploaderImage,");
    }

    /** What Kubernetes asks of a pod at the level "restricted". */
    @Test
    void thePodIsRestricted() {
        var pod = object(release, "Deployment").at("/spec/template/spec");
        var container = pod.at("/containers/0/securityContext");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    }

    private static JsonNode object(Release release, String kind) {
        return release.operator().stream()
                .filter(object -> object.getKind().equals(kind))
                .map(ReleaseTest::tree)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode tree(GenericKubernetesResource object) {
        return Serialization.mapper().valueToTree(object);
    }

    private static String name(GenericKubernetesResource object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static Set<String> names(Stream<Path> files) {
        return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** What only Helm can render belongs in crds.yaml. */
    @Test
    void aConstructThatOnlyHelmKnowsIsRefused() {
        assertThat(List.of("{{ .Values.image | quote }}", "{{ .Chart.Version }}", "{{- range .Values.image }}"))
                .allSatisfy(line -> assertThat(catchThrowable(() -> new Chart(line).render("any", release.values())))
                        .hasMessageContaining("only Helm can render this line"));
    }
}
