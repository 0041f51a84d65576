package dev.trainyard.cluster.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The object that an answer is about.
 *
 * @param plural its resource, such as {@code tfjobs}
 */
public record Subject(String group, String plural, String name) {

    /** As in {@code tfjobs.kubeflow.org "digits"}. */
    String quoted() {
        return (group.isEmpty() ? plural : plural + "." + group) + " \"" + name + "\"";
    }

    /** The {@code details} of a {@code Status}. */
    public ObjectNode details() {
        ObjectNode details = JsonNodeFactory.instance.objectNode().put("name", name);
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", plural);
    }
}
