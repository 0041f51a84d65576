package dev.trainyard.cluster.node.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerEnvironmentTest {
    @Test
    void takesValuesFromWhereTheSpecSays() throws MissingReference {
        var environment = of("""
                envFrom:
                - {prefix: P_, configMapRef: {name: map}}
                - {secretRef: {name: nothing, optional: true}}
                env:
                - {name: PLAIN, value: text}
                - {name: COMPOSED, value: "$(PLAIN)/$(P_key)"}
                - {name: SECRET, valueFrom: {secretKeyRef: {name: secret, key: password}}}
                - {name: ABSENT, valueFrom: {secretKeyRef: {name: secret, key: none, optional: true}}}
                - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
                - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                - {name: MILLIS, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
                command: [run, $(NAME)]
                resources: {limits: {memory: 100M}, requests: {cpu: 250m}}
                """);

        assertThat(environment.variables())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "P_key", "value",
                        "PLAIN", "text",
                        "COMPOSED", "text/value",
                        "SECRET", "pass",
                        "NAME", "p",
                        "LABEL", "x",
                        "CPU", "4",
                        "MEMORY", "96",
                        "MILLIS", "250"));
        assertThat(environment.command()).containsExactly("run", "p");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> of("env: [{name: A, valueFrom: {secretKeyRef: {name: nothing, key: k}}}]"))
                .hasMessage("secret \"nothing\" not found");
        assertThatThrownBy(() -> of("env: [{name: A, valueFrom: {configMapKeyRef: {name: map, key: k}}}]"))
                .hasMessage("couldn't find key k in configmap \"map\"");
        assertThatThrownBy(() -> of("envFrom: [{configMapRef: {name: nothing}}]"))
                .hasMessage("configmap \"nothing\" not found");
        assertThatThrownBy(() -> of("env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nothing}}}]"))
                .hasMessageContaining("spec.nothing");
    }

    @Test
    void letsTheImageFillIn() throws MissingReference {
        var entrypoint = List.of("entry");
        var args = List.of("default");

        assertThat(of("name: c").argv(entrypoint, args)).containsExactly("entry", "default");
        assertThat(of("args: [own]").argv(entrypoint, args)).containsExactly("entry", "own");
        assertThat(of("command: [own]").argv(entrypoint, args)).containsExactly("own");
    }

    private static ContainerEnvironment of(String container) throws MissingReference {
        var pod = new KubernetesSerialization().unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: p, namespace: default, uid: u, labels: {app: x}}
                        spec:
                          containers:
                          -
                        """ + container.indent(4), Pod.class);
        return ContainerEnvironment.of(
                pod,
                pod.getSpec().getContainers().getFirst(),
                new DownwardApi(pod, Map.of("cpu", new Quantity("4")), "192.0.2.7"),
                new Objects());
    }

    private static final class Objects implements References {
        @Override
        public Optional<ConfigMap> configMap(String name) {
            return name.equals("map")
                    ? Optional.of(
                            new ConfigMapBuilder().addToData("key", "value").build())
                    : Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String name) {
            return name.equals("secret")
                    ? Optional.of(new SecretBuilder()
                            .addToData("password", "cGFzcw==")
                            .build())
                    : Optional.empty();
        }
    }
}
