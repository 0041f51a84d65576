package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuiltinKindsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    private static final String SMALL_POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: default}
            spec:
              containers:
              - name: web
                image: nginx
                ports: [{containerPort: 80}]
                readinessProbe: {httpGet: {port: 80}}
                resources: {limits: {cpu: 0.5, memory: 1024Mi}}
              volumes:
              - name: scratch
            """;

    @Test
    void aSmallPodGetsWhatTheRealServerGivesIt() throws IOException {
        var pod = defaulted(SMALL_POD);

        assertThat(pod.path("spec")).isEqualTo(YAML.readTree("""
                containers:
                - name: web
                  image: nginx
                  imagePullPolicy: Always
                  ports: [{containerPort: 80, protocol: TCP}]
                  readinessProbe:
                    httpGet: {path: /, port: 80, scheme: HTTP}
                    timeoutSeconds: 1
                    periodSeconds: 10
                    successThreshold: 1
                    failureThreshold: 3
                  resources:
                    limits: {cpu: 500m, memory: 1Gi}
                    requests: {cpu: 500m, memory: 1Gi}
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                dnsPolicy: ClusterFirst
                enableServiceLinks: true
                preemptionPolicy: PreemptLowerPriority
                priority: 0
                restartPolicy: Always
                schedulerName: default-scheduler
                securityContext: {}
                serviceAccount: default
                serviceAccountName: default
                terminationGracePeriodSeconds: 30
                tolerations:
                - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                volumes:
                - name: scratch
                  emptyDir: {}
                """));
        assertThat(pod.path("status")).isEqualTo(YAML.readTree("{phase: Pending, qosClass: Guaranteed}"));
        assertThat(BuiltinKinds.validate(POD, pod, null)).isEmpty();
    }

    @Test
    void defaultingTwiceChangesNothing() throws IOException {
        var once = defaulted(SMALL_POD);
        var twice = once.deepCopy();
        BuiltinKinds.applyDefaults(POD, twice);

        assertThat(twice).isEqualTo(once);
    }

    /** Of what is written in base64 the bytes count that it stands for, and of text those that it has in UTF-8. */
    @Test
    void aConfigMapHoldsAMebibyte() throws IOException {
        assertThat(tooBig("", 1 << 20)).isEmpty();
        assertThat(tooBig("", (1 << 20) + 1)).containsExactly(": Too long: may not be more than 1048576 bytes");
        assertThat(tooBig("ü".repeat(256 << 10), 512 << 10)).isEmpty();
        assertThat(tooBig("ü".repeat(256 << 10), (512 << 10) + 1)).hasSize(1);
    }

    /** The model has a class of its own for them, whose reader fails on anything else: so would every watch of all. */
    @Test
    void theTimesOfALeaseAreReadAsThoseOfAnyKind() throws IOException {
        var lease = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");
        for (var time : List.of("garbage", "'2026-01-02T03:04:05Z'", "'2026-01-02T03:04Z'")) {
            assertThat(BuiltinKinds.decode(lease, read("{spec: {renewTime: " + time + "}}"))
                            .error())
                    .hasValueSatisfying(
                            error -> assertThat(error).contains("parsing time", "2006-01-02T15:04:05.000000Z07:00"));
        }
        var object = read("{spec: {renewTime: '2026-01-02T03:04:05.000000+02:00'}}");
        assertThat(BuiltinKinds.decode(lease, object).error()).isEmpty();
        assertThat(object.at("/spec/renewTime").asText()).isEqualTo("2026-01-02T01:04:05.000000Z");
    }

    @Test
    void everyTimeOfABuiltInKindIsRead() throws IOException {
        var node = new GroupVersionKind("", "v1", "Node");
        for (var field : List.of(
                "spec: {taints: [{timeAdded: soon}]}",
                "metadata: {managedFields: [{time: soon}]}",
                "status: {conditions: [{lastHeartbeatTime: soon}]}")) {
            assertThat(BuiltinKinds.decode(node, read("{" + field + "}")).error())
                    .as(field)
                    .hasValueSatisfying(error -> assertThat(error).contains("parsing time \"soon\""));
        }
    }

    private static List<String> tooBig(String text, int bytes) throws IOException {
        var map = read("{apiVersion: v1, kind: ConfigMap, metadata: {name: big, namespace: default}}");
        map.putObject("data").put("text", text);
        map.putObject("binaryData").put("bytes", Base64.getEncoder().encodeToString(new byte[bytes]));
        return BuiltinKinds.validate(new GroupVersionKind("", "v1", "ConfigMap"), map, null).stream()
                .map(FieldError::message)
                .toList();
    }

    @Test
    void whatIsWrongWithAPodIsSaidInKubernetesWords() throws IOException {
        assertThat(messages("""
                apiVersion: v1
                kind: Pod
                metadata: {name: Web, namespace: default, labels: {"a b": "c d"}}
                spec:
                  restartPolicy: Sometimes
                  containers:
                  - name: web
                    volumeMounts: [{name: missing, mountPath: /data}]
                    ports: [{containerPort: 70000}]
                    resources: {requests: {cpu: 2}, limits: {cpu: 1}}
                  - name: web
                    image: nginx
                """))
                .contains(
                        "metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 subdomain must consist of lower case"
                                + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                                + " (e.g. 'example.com', regex used for validation is"
                                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                        "spec.containers[0].image: Required value",
                        "spec.containers[0].volumeMounts[0].name: Not found: \"missing\"",
                        "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535,"
                                + " inclusive",
                        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit"
                                + " of 1",
                        "spec.containers[1].name: Duplicate value: \"web\"",
                        "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\","
                                + " \"Never\"");
    }

    @Test
    void aPodWithoutContainersIsRefused() throws IOException {
        assertThat(messages("{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b}, spec: {}}"))
                .contains("spec.containers: Required value");
    }

    @Test
    void onlyImagesOfARunningPodCanChange() throws IOException {
        var old = defaulted(SMALL_POD);
        var image = old.deepCopy();
        ((ObjectNode) image.at("/spec/containers/0")).put("image", "nginx:1.29");
        var command = old.deepCopy();
        ((ObjectNode) command.at("/spec/containers/0")).putArray("command").add("sleep");

        assertThat(BuiltinKinds.validate(POD, image, old)).isEmpty();
        assertThat(BuiltinKinds.validate(POD, command, old))
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .startsWith("spec: Forbidden: pod updates may not change fields other than")
                        .endsWith("  spec.containers[0].command: unset -> [\"sleep\"]"));
    }

    @Test
    void bindingAPodToANodeIsNoChangeOfItsSpec() throws IOException {
        var old = defaulted(SMALL_POD);
        var bound = old.deepCopy();
        ((ObjectNode) bound.path("spec")).put("nodeName", "here");

        assertThat(BuiltinKinds.validate(POD, bound, old)).isEmpty();
    }

    @Test
    void unknownFieldsAreRemovedAndNamed() throws IOException {
        var pod = read("{spec: {contaners: [], containers: [{name: a, imag: b}], nodeName: null}}");

        assertThat(BuiltinKinds.decode(POD, pod).unknownFields())
                .containsExactly("spec.contaners", "spec.containers[0].imag");
        assertThat(pod).isEqualTo(YAML.readTree("{spec: {containers: [{name: a}]}}"));
    }

    @Test
    void aValueOfTheWrongTypeCannotBeDecoded() throws IOException {
        var deployment = new GroupVersionKind("apps", "v1", "Deployment");

        assertThat(BuiltinKinds.decode(deployment, read("{spec: {replicas: many}}"))
                        .error())
                .contains(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into"
                                + " Go struct field DeploymentSpec.spec.replicas of type int32");
        assertThat(BuiltinKinds.decode(POD, read("{spec: {containers: {}}}")).error())
                .contains(
                        "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal object into Go struct"
                                + " field PodSpec.spec.containers of type []v1.Container");
        assertThat(BuiltinKinds.decode(POD, read("{spec: {containers: [{resources: {limits: {cpu: lots}}}]}}"))
                        .error())
                .hasValueSatisfying(
                        error -> assertThat(error).contains("quantities must match the regular expression"));
        assertThat(BuiltinKinds.decode(POD, read("{status: {startTime: garbage}}"))
                        .error())
                .hasValueSatisfying(error -> assertThat(error).contains("parsing time \"garbage\""));
        assertThat(BuiltinKinds.decode(POD, read("{status: {startTime: '2026-01-02T03:04:05+02:00'}}"))
                        .error())
                .isEmpty();
    }

    @Test
    void secretsKeepTheirPlainTextAsBase64() throws IOException {
        var secret = new GroupVersionKind("", "v1", "Secret");
        var object = read("{metadata: {name: a, namespace: b}, data: {x: eQ==}, stringData: {password: s3cret}}");
        BuiltinKinds.applyDefaults(secret, object);

        assertThat(object).isEqualTo(YAML.readTree("""
                {metadata: {name: a, namespace: b}, data: {x: eQ==, password: czNjcmV0}, type: Opaque}"""));
        object.withObjectProperty("data").put("not ok", "");
        assertThat(BuiltinKinds.validate(secret, object, null))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .startsWith("data[not ok]: Invalid value: \"not ok\": a valid config key must consist of");
    }

    private static List<String> messages(String yaml) throws IOException {
        return BuiltinKinds.validate(POD, defaulted(yaml), null).stream()
                .map(FieldError::message)
                .toList();
    }

    private static ObjectNode defaulted(String yaml) throws IOException {
        var pod = read(yaml);
        assertThat(BuiltinKinds.decode(POD, pod)).isEqualTo(new BuiltinKinds.Decoded(List.of(), Optional.empty()));
        BuiltinKinds.applyDefaults(POD, pod);
        return pod;
    }

    private static ObjectNode read(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
