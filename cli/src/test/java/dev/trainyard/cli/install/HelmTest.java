package dev.trainyard.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.manifest.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Helm itself makes of the chart what we install. {@code deploy/helm/install} builds it. */
@EnabledIfSystemProperty(named = "helm", matches = ".+", disabledReason = "-Dhelm names no helm")
class HelmTest {
    private static final String CHART = Path.of("..", "deploy", "chart").toString();
    private static final String NAMESPACE = "trains";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "replicas=5,pullSecret=pull,image=example/operator@sha256:0",
                "serviceMonitor=true,metricsSecret=prometheus",
                "webhook=false",
                "networkPolicy=true",
                "networkPolicy=true,metricsNamespace=monitoring,apiServerPort=8443",
                "jobNamespace=team,userRoles=false,networkPolicy=true"
            })
    void itsObjectsAreOurs(String values) throws IOException {
        var release = Release.standard(NAMESPACE);
        for (var value : values.isEmpty() ? new String[0] : values.split(",", -1)) {
            var parts = value.split("=", 2);
            release = release.with(parts[0], parts[1].equals("false") ? false : parts[1]);
        }
        var rendered = Manifests.parse(
                helm("template", "ours", CHART, "--namespace", NAMESPACE, "--set", "createNamespace=true," + values),
                "helm template");

        var ours = Stream.of(
                        Stream.of(release.namespaceObject()),
                        release.definitions().stream(),
                        release.operator().stream())
                .flatMap(objects -> objects)
                .toList();
        assertThat(trees(rendered)).containsExactlyInAnyOrderEntriesOf(trees(ours));
    }

    @Test
    void itFindsNothingToSay() throws IOException {
        assertThat(helm("lint", CHART, "--strict")).contains("0 chart(s) failed");
    }

    /** By name: a difference in a CRD is not printed whole. */
    private static Map<String, Integer> trees(List<GenericKubernetesResource> objects) {
        return objects.stream()
                .collect(Collectors.toMap(
                        object -> object.getKind() + " " + object.getMetadata().getName(), HelmTest::content));
    }

    private static int content(GenericKubernetesResource object) {
        // What has Helm keep the CRDs.
        object.getMetadata().setAnnotations(Map.of());
        return Serialization.mapper().<JsonNode>valueToTree(object).hashCode();
    }

    private static String helm(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(System.getProperty("helm")));
        command.addAll(List.of(arguments));
        // Its remarks go to stderr.
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
        return said;
    }
}
