package dev.trainyard.e2e;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a namespace stands, as text: jobs, pods, events and logs. */
final class ClusterState {
    static String describe(KubernetesClient client, String namespace) {
        try {
            return Stream.of(jobs(client, namespace), pods(client, namespace), events(client, namespace))
                    .collect(Collectors.joining("\n", "State of namespace " + namespace + "\n", ""));
        } catch (KubernetesClientException unreachable) {
            return "State of namespace " + namespace + ": " + unreachable.getMessage();
        }
    }

    /** Not as our type: a job may be here because it is one that does not fit the type. */
    private static String jobs(KubernetesClient client, String namespace) {
        return KubeflowJob.KINDS.stream()
                .flatMap(kind -> client
                        .genericKubernetesResources(HasMetadata.getApiVersion(kind), HasMetadata.getKind(kind))
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream())
                .map(job -> job.getKind() + " " + job.getMetadata().getName() + " " + job.get("status") + "\n")
                .collect(Collectors.joining());
    }

    private static String pods(KubernetesClient client, String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> "Pod " + pod.getMetadata().getName() + " "
                        + pod.getStatus().getPhase() + " on " + pod.getSpec().getNodeName() + "\n"
                        + Stream.concat(
                                        pod.getStatus().getInitContainerStatuses().stream(),
                                        pod.getStatus().getContainerStatuses().stream())
                                .map(container -> container(client, pod, container))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static String container(KubernetesClient client, Pod pod, ContainerStatus container) {
        return "  " + container.getName() + " restarts=" + container.getRestartCount() + " "
                + Serialization.kubernetes().asJson(container.getState()) + "\n"
                + log(client, pod, container.getName()).indent(6);
    }

    private static String log(KubernetesClient client, Pod pod, String container) {
        try {
            return client.pods()
                    .resource(pod)
                    .inContainer(container)
                    .tailingLines(30)
                    .getLog();
        } catch (KubernetesClientException none) {
            return "(no log: " + none.getMessage() + ")";
        }
    }

    private static String events(KubernetesClient client, String namespace) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .map(event -> "Event %s %s/%s %s: %s"
                        .formatted(
                                event.getType(),
                                event.getInvolvedObject().getKind(),
                                event.getInvolvedObject().getName(),
                                event.getReason(),
                                event.getMessage()))
                .collect(Collectors.joining("\n"));
    }

    private ClusterState() {}
}
