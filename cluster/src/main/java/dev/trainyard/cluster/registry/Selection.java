package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.selector.FieldSelector;
import dev.trainyard.cluster.selector.LabelSelector;
import dev.trainyard.cluster.selector.SelectorException;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.Entry;

/** Which objects of a type a request means. */
public record Selection(ResourceType type, LabelSelector labels, FieldSelector fields) {

    /**
     * Reads the parameters {@code labelSelector} and {@code fieldSelector}.
     *
     * @throws ApiException BadRequest
     */
    public static Selection parse(ResourceType type, String labels, String fields) {
        try {
            return new Selection(
                    type,
                    LabelSelector.parse(labels),
                    switch (type.definition()) {
                        case Definition.Builtin _ -> FieldSelector.parse(fields, type.kind());
                        case Definition.Custom custom -> FieldSelector.parse(fields, type.kind(), custom.selectable());
                    });
        } catch (SelectorException e) {
            throw ApiException.of(Reason.BAD_REQUEST, e);
        }
    }

    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    public boolean matches(ObjectNode object) {
        return labels.matches(object) && fields.matches(object);
    }

    /** The same for bytes, which are read only where something depends on what they say. */
    boolean matches(Entry entry) {
        return isEverything() || matches(ObjectStore.read(type, entry).object());
    }
}
