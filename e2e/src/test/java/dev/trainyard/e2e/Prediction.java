package dev.trainyard.e2e;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the example's {@code predict.py} says of a trained model, in a pod with TensorFlow. The test images are those of
 * the example's ConfigMap, which is in the scenario's namespace.
 */
final class Prediction {
    static final Path EXAMPLE = Path.of("..", "examples", "digits");

    /** Said of a model that has learnt. */
    static final Pattern GOOD = Pattern.compile("(?s).*9[0-9]\\.[0-9]% of 360 test images read correctly\\s*");

    /** Of a model in the store, which the pod fetches itself. */
    static String ofStored(Scenario scenario, String url) throws IOException {
        return run(scenario, "emptyDir: {}", """
                initContainers:
                    - name: fetch
                      image: amazon/aws-cli:2.31.0
                      command: [aws, s3, cp, --recursive, "%s", /fetched]
                      envFrom: [{secretRef: {name: artifacts}}]
                      volumeMounts: [{name: fetched, mountPath: /fetched}]""".formatted(url));
    }

    /** Of a model in a folder of this machine. */
    static String ofFetched(Scenario scenario, Path folder) throws IOException {
        return run(scenario, "hostPath: {path: \"" + folder + "\"}", "initContainers: []");
    }

    private static String run(Scenario scenario, String fetched, String initContainers) throws IOException {
        scenario.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("predict")
                        .endMetadata()
                        .addToData("predict.py", Files.readString(EXAMPLE.resolve("predict.py")))
                        .build())
                .create();
        scenario.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: predict}
                spec:
                  restartPolicy: Never
                  %s
                  containers:
                    - name: predict
                      image: tensorflow/tensorflow:2.21.0
                      command: [python, /predict/predict.py, /fetched, --data, /digits/digits.npz]
                      volumeMounts:
                        - {name: fetched, mountPath: /fetched}
                        - {name: predict, mountPath: /predict}
                        - {name: digits, mountPath: /digits}
                  volumes:
                    - {name: fetched, %s}
                    - {name: predict, configMap: {name: predict}}
                    - {name: digits, configMap: {name: digits}}
                """.formatted(initContainers, fetched));
        scenario.awaitPhase("predict", "Succeeded");
        return scenario.log("predict", "predict");
    }

    private Prediction() {}
}
