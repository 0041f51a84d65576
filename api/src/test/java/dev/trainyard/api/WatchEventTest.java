package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import org.junit.jupiter.api.Test;

class WatchEventTest {
    @Test
    void builtInObjectsBeginWithTheirKind() {
        var event = read("""
                {"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","managedFields":[{"manager":"kubelet"}]}}}
                """);

        assertThat(event.getType()).isEqualTo("ADDED");
        assertThat(event.getObject()).isInstanceOfSatisfying(Pod.class, pod -> {
            assertThat(pod.getMetadata().getName()).isEqualTo("a");
            assertThat(pod.getMetadata().getManagedFields()).isEmpty();
        });
    }

    @Test
    void customObjectsBeginWithTheirVersion() {
        var event = read("""
                {"type":"MODIFIED","object":{"apiVersion":"kubeflow.org/v1","kind":"TFJob","metadata":{"name":"a"},"spec":{"tfReplicaSpecs":{}}}}
                """);

        assertThat(event.getObject()).isInstanceOf(TFJob.class);
    }

    @Test
    void anErrorIsAStatus() {
        var event = read("""
                {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old","code":410}}
                """);

        assertThat(event.getObject())
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
    }

    @Test
    void whatIsWrittenInAnotherWayIsReadAsWell() {
        var event = read("""
                {"object":{"metadata":{"name":"a"},"apiVersion":"v1","kind":"Pod"},"type":"DELETED"}
                """);

        assertThat(event.getType()).isEqualTo("DELETED");
        assertThat(event.getObject()).isInstanceOf(Pod.class);
    }

    @Test
    void aKindThatNobodyKnowsIsReadAsATree() {
        var event = read("""
                {"type":"ADDED","object":{"apiVersion":"example.org/v1","kind":"Other","metadata":{"name":"a"}}}
                """);

        assertThat(event.getObject()).isInstanceOf(GenericKubernetesResource.class);
        assertThat(((HasMetadata) event.getObject()).getMetadata().getName()).isEqualTo("a");
    }

    @Test
    void theKindOfItsOwnerIsNotItsOwn() {
        var event = read("""
                {"type":"ADDED","object":{"metadata":{"name":"a","ownerReferences":[{"apiVersion":"kubeflow.org/v1","kind":"TFJob"}]},"apiVersion":"v1","kind":"Pod"}}
                """);

        assertThat(event.getObject()).isInstanceOf(Pod.class);
    }

    @Test
    void anObjectThatDoesNotFitItsKindIsAnError() {
        assertThatThrownBy(() -> read("""
                        {"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":"none"}}
                        """)).isInstanceOf(RuntimeException.class);
    }

    private static WatchEvent read(String json) {
        return Serialization.kubernetes().unmarshal(json, WatchEvent.class);
    }
}
