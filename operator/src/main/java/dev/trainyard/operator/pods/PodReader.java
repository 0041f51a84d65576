package dev.trainyard.operator.pods;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;

/**
 * Reads of a pod what a {@link ReplicaPod} is made from, and nothing else. A watch brings each pod of a job some five
 * times: to read all of it, by reflection, is a fifth of what the operator does for a job.
 */
public final class PodReader extends JsonDeserializer<Pod> {
    private static final JsonShape<ContainerStateTerminated> TERMINATED = new JsonShape<>(ContainerStateTerminated::new)
            .number("exitCode", ContainerStateTerminated::setExitCode)
            .text("reason", ContainerStateTerminated::setReason)
            .text("message", ContainerStateTerminated::setMessage)
            .text("startedAt", ContainerStateTerminated::setStartedAt)
            .text("finishedAt", ContainerStateTerminated::setFinishedAt)
            .text("containerID", ContainerStateTerminated::setContainerID);

    private static final JsonShape<ContainerStateWaiting> WAITING = new JsonShape<>(ContainerStateWaiting::new)
            .text("reason", ContainerStateWaiting::setReason)
            .text("message", ContainerStateWaiting::setMessage);

    private static final JsonShape<ContainerStateRunning> RUNNING =
            new JsonShape<>(ContainerStateRunning::new).text("startedAt", ContainerStateRunning::setStartedAt);

    private static final JsonShape<ContainerState> STATE = new JsonShape<>(ContainerState::new)
            .object("waiting", WAITING, ContainerState::setWaiting)
            .object("running", RUNNING, ContainerState::setRunning)
            .object("terminated", TERMINATED, ContainerState::setTerminated);

    private static final JsonShape<ContainerStatus> CONTAINER_STATUS = new JsonShape<>(ContainerStatus::new)
            .text("name", ContainerStatus::setName)
            .number("restartCount", ContainerStatus::setRestartCount)
            .object("state", STATE, ContainerStatus::setState)
            .object("lastState", STATE, ContainerStatus::setLastState);

    private static final JsonShape<PodCondition> CONDITION = new JsonShape<>(PodCondition::new)
            .text("type", PodCondition::setType)
            .text("status", PodCondition::setStatus)
            .text("reason", PodCondition::setReason)
            .text("message", PodCondition::setMessage)
            .text("lastTransitionTime", PodCondition::setLastTransitionTime);

    private static final JsonShape<PodStatus> STATUS = new JsonShape<>(PodStatus::new)
            .text("phase", PodStatus::setPhase)
            .text("reason", PodStatus::setReason)
            .text("message", PodStatus::setMessage)
            .list("conditions", CONDITION, PodStatus::setConditions)
            .list("containerStatuses", CONTAINER_STATUS, PodStatus::setContainerStatuses)
            .list("initContainerStatuses", CONTAINER_STATUS, PodStatus::setInitContainerStatuses);

    private static final JsonShape<Container> CONTAINER = new JsonShape<>(Container::new)
            .text("name", Container::setName)
            .text("image", Container::setImage)
            .text("restartPolicy", Container::setRestartPolicy)
            .whole("resources", ResourceRequirements.class, Container::setResources);

    private static final JsonShape<PodSpec> SPEC = new JsonShape<>(PodSpec::new)
            .text("nodeName", PodSpec::setNodeName)
            .text("restartPolicy", PodSpec::setRestartPolicy)
            .list("containers", CONTAINER, PodSpec::setContainers)
            .list("initContainers", CONTAINER, PodSpec::setInitContainers);

    private static final JsonShape<OwnerReference> OWNER = new JsonShape<>(OwnerReference::new)
            .text("apiVersion", OwnerReference::setApiVersion)
            .text("kind", OwnerReference::setKind)
            .text("name", OwnerReference::setName)
            .text("uid", OwnerReference::setUid)
            .flag("controller", OwnerReference::setController);

    private static final JsonShape<ObjectMeta> METADATA = new JsonShape<>(ObjectMeta::new)
            .text("name", ObjectMeta::setName)
            .text("namespace", ObjectMeta::setNamespace)
            .text("uid", ObjectMeta::setUid)
            .text("resourceVersion", ObjectMeta::setResourceVersion)
            .text("creationTimestamp", ObjectMeta::setCreationTimestamp)
            .text("deletionTimestamp", ObjectMeta::setDeletionTimestamp)
            .texts("labels", ObjectMeta::setLabels)
            .texts("annotations", ObjectMeta::setAnnotations)
            .list("ownerReferences", OWNER, ObjectMeta::setOwnerReferences);

    private static final JsonShape<Pod> POD = new JsonShape<>(Pod::new)
            .object("metadata", METADATA, Pod::setMetadata)
            .object("spec", SPEC, Pod::setSpec)
            .object("status", STATUS, Pod::setStatus);

    @Override
    public Pod deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return POD.read(json, context);
    }
}
