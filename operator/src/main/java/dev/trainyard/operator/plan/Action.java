package dev.trainyard.operator.plan;

import dev.trainyard.operator.logs.ContainerLog;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;

/**
 * One change to the cluster. Each can be done twice without harm, so that a plan that was cut short is simply made
 * again.
 */
public sealed interface Action {
    /** Records on the job which ports its replicas bind, by replica name. */
    record RecordPorts(Map<String, Integer> ports) implements Action {}

    /** Makes the job's headless Service. */
    record CreateService(Service service) implements Action {}

    /** Makes a pod, unless one of its name is there. */
    record CreatePod(Pod pod) implements Action {}

    /**
     * Tells the uploader in the pod how the trainer ended.
     *
     * @param signal JSON, as {@code docs/formats/run.md} says
     */
    record Signal(String pod, String uid, String signal) implements Action {}

    /**
     * Brings these logs to the uploader, in this ConfigMap, unless it is there. A log that cannot be read is a sentence
     * that says why.
     *
     * @param configMap the ConfigMap, without data
     * @param logs where they are now
     */
    record KeepLogs(ConfigMap configMap, List<ContainerLog> logs) implements Action {}

    /** Deletes the job's ConfigMap of this name. */
    record DeleteLogs(String configMap) implements Action {}

    /** Deletes this pod, and no later one of its name. */
    record DeletePod(String pod, String uid) implements Action {}

    /** Deletes this pod though its kubelet has not said that it has stopped. */
    record ForceDeletePod(String pod, String uid) implements Action {}

    /** Makes the job's autoscaler, or replaces the version that it names. */
    record PutAutoscaler(HorizontalPodAutoscaler autoscaler) implements Action {}

    /** Deletes this autoscaler, and no later one of its name. */
    record DeleteAutoscaler(String autoscaler, String uid) implements Action {}

    /** Makes the job's PodGroup, or replaces the version that it names. Without it no pod may be made. */
    record PutPodGroup(GenericKubernetesResource podGroup) implements Action {}

    /** Deletes this PodGroup, and no later one of its name. */
    record DeletePodGroup(String apiVersion, String podGroup, String uid) implements Action {}

    /** Deletes the job and, through its owner references, all that belongs to it. */
    record DeleteJob() implements Action {}
}
