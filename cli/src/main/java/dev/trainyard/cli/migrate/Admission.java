package dev.trainyard.cli.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cluster.resource.CustomTypes;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.schema.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an API server with the CRDs of this release would say to a job. The local cluster's own schemas and rules say it
 * here, since the cluster itself still has Training Operator's.
 */
final class Admission {
    private final Map<String, Definition> definitions;

    private Admission(Map<String, Definition> definitions) {
        this.definitions = definitions;
    }

    /**
     * What it would say.
     *
     * @param refused why it would not take the job; empty where it would
     * @param dropped the fields that it would leave out
     */
    record Answer(List<String> refused, List<String> dropped) {}

    static Admission ofThisRelease() {
        var yaml = new ObjectMapper(new YAMLFactory());
        return new Admission(CustomResources.NAMES.stream()
                .flatMap(name -> types(yaml, name))
                .collect(Collectors.toMap(type -> type.kind().kind(), ResourceType::definition)));
    }

    private static Stream<ResourceType> types(ObjectMapper yaml, String name) {
        try {
            return CustomTypes.of((ObjectNode) yaml.readTree(CustomResources.yaml(name))).stream();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("api/crds/" + name + ".yaml is no YAML", e);
        }
    }

    /** Judges what a user has written: the status is the operator's. */
    Answer of(String kind, JsonNode job) {
        var definition = Optional.ofNullable(definitions.get(kind))
                .orElseThrow(() -> new IllegalArgumentException("there is no kind " + kind));
        var copy =
                job.<ObjectNode>deepCopy().put("apiVersion", "kubeflow.org/v1").put("kind", kind);
        copy.remove("status");
        var dropped = definition.decode(copy).unknownFields();
        definition.applyDefaults(copy);
        return new Answer(
                definition.validate(copy, null).stream()
                        .map(FieldError::message)
                        .toList(),
                dropped);
    }
}
