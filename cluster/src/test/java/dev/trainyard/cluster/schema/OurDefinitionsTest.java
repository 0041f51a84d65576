package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The definitions that this repository ships, as the local cluster sees them. */
class OurDefinitionsTest {
    private static final Path DEFINITIONS = Path.of("..", "api", "crds");
    private static final GroupVersionKind KIND =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String JOB = """
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: digits, namespace: default}
            spec:
              tfReplicaSpecs:
                Worker:
                  replicas: 2
                  restartPolicy: OnFailure
                  template:
                    spec:
                      containers:
                      - name: tensorflow
                        image: tensorflow/tensorflow:2.21.0
                        ports: [{containerPort: 2222}]
            """;

    private static StructuralSchema jobs;

    @BeforeAll
    static void readSchema() throws IOException {
        jobs = StructuralSchema.parse(
                definition("tfjobs.kubeflow.org.yaml").at("/spec/versions/0/schema/openAPIV3Schema"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tfjobs.kubeflow.org.yaml",
                "pytorchjobs.kubeflow.org.yaml",
                "artifactstores.trainyard.dev.yaml",
                "trainingschedules.trainyard.dev.yaml"
            })
    void theLocalClusterTakesThem(String file) throws IOException {
        var definition = definition(file);
        assertThat(BuiltinKinds.decode(KIND, definition).unknownFields()).isEmpty();
        BuiltinKinds.applyDefaults(KIND, definition);

        assertThat(BuiltinKinds.validate(KIND, definition, null)).isEmpty();
    }

    @Test
    void anOrdinaryJobLosesNothingAndIsValid() throws IOException {
        var job = read(JOB);
        assertThat(jobs.prune(job)).isEmpty();
        jobs.applyDefaults(job);

        assertThat(jobs.validate(job, null)).isEmpty();
        assertThat(jobs.validate(job, job.deepCopy())).isEmpty();
    }

    @Test
    void aNegativeReplicaCountIsRefusedWhereItStands() throws IOException {
        var job = read(JOB.replace("replicas: 2", "replicas: -1"));

        assertThat(jobs.validate(job, null))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .startsWith("spec.tfReplicaSpecs[Worker].replicas: Invalid value");
    }

    @Test
    void aMisspelledFieldOfAPodIsNamed() throws IOException {
        assertThat(jobs.prune(read(JOB.replace("containerPort", "containerport"))))
                .isEqualTo(List.of("spec.tfReplicaSpecs.Worker.template.spec.containers[0].ports[0].containerport"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "a/b", ".hidden", "a/...", "..a", "a."})
    void aFolderIsAPathOfCheckpoints(String path) throws IOException {
        assertThat(storeWithCheckpoints(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/./b", "a/../b"})
    void whatIsNoFolderInTheStoresPathIsNot(String path) throws IOException {
        assertThat(storeWithCheckpoints(path))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .contains("path is that of a folder in the store's path, such as checkpoint");
    }

    private static List<FieldError> storeWithCheckpoints(String path) throws IOException {
        var store = read("""
                {apiVersion: trainyard.dev/v1alpha1, kind: ArtifactStore, metadata: {name: a, namespace: default},
                 spec: {url: "s3://artifacts", checkpoints: {path: "%s"}}}
                """.formatted(path));
        return StructuralSchema.parse(
                        definition("artifactstores.trainyard.dev.yaml").at("/spec/versions/0/schema/openAPIV3Schema"))
                .validate(store, null);
    }

    private static ObjectNode definition(String file) throws IOException {
        return (ObjectNode) YAML.readTree(DEFINITIONS.resolve(file).toFile());
    }

    private static ObjectNode read(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
