package dev.trainyard.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.ReplicaSpec;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializationTest {
    private final KubernetesSerialization serialization = Serialization.kubernetes();

    @ParameterizedTest
    @ValueSource(strings = {"tfjob-everything.yaml", "pytorchjob-everything.yaml"})
    void everyFieldOfAJobComesBackAsItWas(String file) {
        var yaml = resource(file);

        KubeflowJob job = serialization.unmarshal(yaml);

        assertThat(tree(serialization.asJson(job))).isEqualTo(yamlTree(yaml));
        assertThat(tree(serialization.asJson(serialization.clone(job)))).isEqualTo(yamlTree(yaml));
        assertThat(yamlTree(serialization.asYaml(job))).isEqualTo(yamlTree(yaml));
    }

    @Test
    void anEmptyJobHasNoNullsAndWritesNoneOfThem() {
        var yaml = """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: empty}
                spec: {runPolicy: {schedulingPolicy: {}}, tfReplicaSpecs: null}
                status: {conditions: [{type: Created, status: "True"}], replicaStatuses: {Worker: {}}}
                """;

        TFJob job = serialization.unmarshal(yaml, TFJob.class);

        assertThat(job.getSpec().successPolicy()).isEmpty();
        assertThat(job.getSpec().tfReplicaSpecs()).isEmpty();
        assertThat(job.getSpec().runPolicy().flatMap(policy -> policy.schedulingPolicy()))
                .hasValueSatisfying(policy -> assertThat(policy.minResources()).isEmpty());
        assertThat(job.getStatus().conditions().getFirst().message()).isEmpty();
        assertThat(job.getStatus().artifacts()).isEmpty();
        assertThat(tree(serialization.asJson(job))).isEqualTo(yamlTree("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: empty}
                spec: {runPolicy: {schedulingPolicy: {}}}
                status:
                  conditions: [{type: Created, status: "True"}]
                  replicaStatuses: {Worker: {active: 0, succeeded: 0, failed: 0}}
                """));
    }

    @Test
    void aListThatGoWritesAsNullIsEmpty() {
        Pod pod = serialization.unmarshal("apiVersion: v1\nkind: Pod\nstatus: {conditions: null}", Pod.class);

        assertThat(pod.getStatus().getConditions()).isEmpty();
    }

    @Test
    void aJobWithoutAStatusHasNone() {
        TFJob job = serialization.unmarshal("{\"apiVersion\": \"kubeflow.org/v1\", \"kind\": \"TFJob\"}", TFJob.class);

        assertThat(Optional.ofNullable(job.getStatus())).isEmpty();
    }

    @Test
    void theKindPicksTheType() {
        Object job = serialization.unmarshal(resource("tfjob-everything.yaml"));
        Object store = serialization.unmarshal("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: default}
                spec: {url: "s3://artifacts", pathStyle: true}
                """);
        Object pod = serialization.unmarshal("apiVersion: v1\nkind: Pod\nmetadata: {name: a}");

        assertThat(job).isInstanceOf(TFJob.class);
        assertThat(store).isInstanceOfSatisfying(ArtifactStore.class, it -> {
            assertThat(it.getSpec().url()).isEqualTo("s3://artifacts");
            assertThat(it.getSpec().pathStyle()).contains(true);
            assertThat(it.getSpec().endpoint()).isEmpty();
            assertThat(Serialization.mapper()
                            .<JsonNode>valueToTree(it.getSpec())
                            .properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("url", "pathStyle");
        });
        assertThat(pod).isInstanceOf(Pod.class);
    }

    @Test
    void aListHoldsJobsAndTheKindIsSpelledTFJob() throws IOException {
        var json = "{\"apiVersion\": \"kubeflow.org/v1\", \"kind\": \"TFJobList\", \"items\": ["
                + yamlTree(resource("tfjob-everything.yaml")) + "]}";
        var type = serialization.constructParametricType(DefaultKubernetesResourceList.class, TFJob.class);

        DefaultKubernetesResourceList<TFJob> list =
                Serialization.mapper().readValue(json, Serialization.mapper().constructType(type));

        assertThat(list.getItems())
                .singleElement()
                .satisfies(job -> assertThat(job.getKind()).isEqualTo("TFJob"));
        assertThat(new TFJob().getApiVersion()).isEqualTo("kubeflow.org/v1");
        assertThat(new TFJob().getKind()).isEqualTo("TFJob");
        assertThat(new TFJob().getPlural()).isEqualTo("tfjobs");
        assertThat(new ArtifactStore().getPlural()).isEqualTo("artifactstores");
    }

    @Test
    void aFieldThatOnlyANewerVersionKnowsIsNoError() {
        TFJob job = serialization.unmarshal("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                spec: {tomorrow: 1, tfReplicaSpecs: {PS: {replicas: 2}}}
                """, TFJob.class);

        assertThat(job.getSpec().tfReplicaSpecs())
                .containsOnlyKeys("PS")
                .containsEntry("PS", new ReplicaSpec(Optional.of(2), Optional.empty(), Optional.empty()));
    }

    private JsonNode yamlTree(String yaml) {
        return serialization.unmarshal(yaml, JsonNode.class);
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(SerializationTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
