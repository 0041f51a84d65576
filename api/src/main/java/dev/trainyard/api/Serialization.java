package dev.trainyard.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.TrainingSchedule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the types of this module, and fabric8's, as JSON and YAML. Give it to every client, with
 * {@code KubernetesClientBuilder.withKubernetesSerialization}.
 *
 * <p>An absent {@link Optional} is left out, an absent map or list is read as an empty one. A field that a record does
 * not know is dropped (the CRD prunes such a field anyway), one that a fabric8 type does not know is kept.
 */
public final class Serialization {
    private static final ObjectMapper MAPPER = newMapper();
    private static final KubernetesSerialization KUBERNETES = newSerialization(MAPPER);

    /** What a fabric8 client needs; it also reads jobs and ArtifactStores untyped, by their kind. */
    public static KubernetesSerialization kubernetes() {
        return KUBERNETES;
    }

    /**
     * The same for a client that reads some types in its own way.
     *
     * @param module Jackson's deserializers of these types
     */
    public static KubernetesSerialization kubernetes(Module module) {
        return newSerialization(newMapper().registerModule(module));
    }

    /** The same rules as a plain Jackson mapper, for JSON only. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    private static ObjectMapper newMapper() {
        var mapper = new ObjectMapper();
        mapper.registerModule(new Jdk8Module());
        mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.configOverride(Optional.class)
                .setInclude(JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS));
        // Go writes an empty list as null where its field is not omitempty; to fabric8 and to us it is an empty one.
        for (var collection : List.of(List.class, Map.class)) {
            mapper.configOverride(collection).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        }
        // A third of what a server sends, and of use to none of us. A server keeps what a write does not mention.
        mapper.configOverride(ObjectMeta.class)
                .setIgnorals(JsonIgnoreProperties.Value.forIgnoredProperties("managedFields"));
        return mapper;
    }

    private static KubernetesSerialization newSerialization(ObjectMapper mapper) {
        var serialization = new DirectSerialization(mapper);
        KubeflowJob.KINDS.forEach(serialization::registerKubernetesResource);
        serialization.registerKubernetesResource(ArtifactStore.class);
        serialization.registerKubernetesResource(TrainingSchedule.class);
        return serialization;
    }

    private Serialization() {}
}
