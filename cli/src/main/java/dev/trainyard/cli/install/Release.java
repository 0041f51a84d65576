package dev.trainyard.cli.install;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cli.manifest.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an installation consists of.
 *
 * @param namespace where the operator runs
 * @param values those of the chart's {@code values.yaml}
 */
public record Release(String namespace, Map<String, Object> values) {
    /** What the Deployment, the ServiceAccount and all else of the operator are called. */
    public static final String NAME = "trainyard-operator";

    /** The namespace unless another is named. */
    public static final String NAMESPACE = "trainyard-system";

    /**
     * In the order in which they are applied, and taken away the other way round: the API server must not call a
     * webhook that is not there. {@code crds.yaml} is for Helm alone.
     */
    static final List<String> TEMPLATES =
            List.of("rbac.yaml", "network.yaml", "deployment.yaml", "metrics.yaml", "webhook.yaml");

    private static final String FOLDER = "/dev/trainyard/cli/chart/";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** With the values that the chart has. */
    public static Release standard(String namespace) {
        try {
            return new Release(namespace, YAML.readValue(read("values.yaml"), new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("the chart's values.yaml is no YAML", e);
        }
    }

    /**
     * The same with another value.
     *
     * @throws IllegalArgumentException if the chart has no such value
     */
    public Release with(String name, Object value) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException(
                    "The chart has no value %s. It has: %s.".formatted(name, String.join(", ", values.keySet())));
        }
        var changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Release(namespace, changed);
    }

    /** The only namespace whose jobs the operator runs; empty where it runs those of all. */
    public Optional<String> jobNamespace() {
        return Optional.of(String.valueOf(values.get("jobNamespace"))).filter(only -> !only.isEmpty());
    }

    /** What an earlier installation may have brought, with other values, and this one does not. */
    List<GenericKubernetesResource> superseded() {
        var names = operator().stream().map(Release::name).collect(Collectors.toSet());
        return with("webhook", true).with("networkPolicy", true).operator().stream()
                .filter(object -> !names.contains(name(object)))
                .toList();
    }

    private static String name(GenericKubernetesResource object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    /** The Namespace, which is its own object since one that was there before is left as it is. */
    public GenericKubernetesResource namespaceObject() {
        return Manifests.parse(namespaceText(), "namespace.yaml").getFirst();
    }

    /** The CRDs. */
    public List<GenericKubernetesResource> definitions() {
        return CustomResources.NAMES.stream()
                .flatMap(name -> Manifests.parse(CustomResources.yaml(name), name).stream())
                .toList();
    }

    /** The operator, and what it needs to work. */
    public List<GenericKubernetesResource> operator() {
        return texts().flatMap(text -> Manifests.parse(text, "the chart").stream())
                .toList();
    }

    /** All of it as {@code kubectl apply -f} takes it. */
    public String manifest() {
        var definitions = CustomResources.NAMES.stream().map(CustomResources::yaml);
        return Stream.of(Stream.of(namespaceText()), definitions, texts())
                .flatMap(texts -> texts)
                .map(text -> text.startsWith("---\n") ? text.substring(4) : text)
                .collect(Collectors.joining("---\n"));
    }

    private String namespaceText() {
        return render("namespace.yaml", with("createNamespace", true));
    }

    private Stream<String> texts() {
        return TEMPLATES.stream().map(template -> render(template, this));
    }

    private static String render(String template, Release release) {
        return new Chart(read("templates/" + template)).render(release.namespace, release.values);
    }

    private static String read(String file) {
        try (var content = Release.class.getResourceAsStream(FOLDER + file)) {
            if (content == null) {
                throw new IllegalStateException("the build has left out deploy/chart/" + file);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
