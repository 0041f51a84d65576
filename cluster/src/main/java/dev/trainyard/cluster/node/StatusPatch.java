package dev.trainyard.cluster.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The merge patch that gives a pod its new status. */
final class StatusPatch {
    private static final List<String> OPTIONAL = List.of("reason", "message");

    private StatusPatch() {}

    /** Names the pod's UID, so that a pod of the same name that came after it is left alone. */
    static String of(Pod pod, ObjectNode status) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        var copy = status.deepCopy();
        OPTIONAL.stream().filter(field -> !copy.has(field)).forEach(copy::putNull);
        patch.set("status", copy);
        return patch.toString();
    }
}
