package dev.trainyard.cluster.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import dev.trainyard.cluster.status.Subject;
import java.util.List;
import java.util.Set;

/**
 * One version of one kind of objects, as the API serves it.
 *
 * @param plural its name in URLs
 * @param storage where its objects are in the store; versions of one kind share it
 * @param storedApiVersion the {@code apiVersion} in which they are stored
 * @param stored whether there are such objects at all; otherwise a request is answered and forgotten
 */
public record ResourceType(
        GroupVersionKind kind,
        String plural,
        String singular,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        Set<Subresource> subresources,
        String storage,
        String storedApiVersion,
        boolean stored,
        Definition definition) {

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
    }

    public boolean is(String group, String kindName) {
        return kind.group().equals(group) && kind.kind().equals(kindName);
    }

    public boolean has(Subresource subresource) {
        return subresources.contains(subresource);
    }

    public Subject subject(String name) {
        return new Subject(kind.group(), plural, name);
    }

    /** The store's key of an object; {@code namespace} is ignored where there is none. */
    public String key(String namespace, String name) {
        return prefix(namespace) + name;
    }

    /** What the keys of all objects in a namespace begin with; in all namespaces when it is empty. */
    public String prefix(String namespace) {
        return namespaced && !namespace.isEmpty() ? storage + "/" + namespace + "/" : storage + "/";
    }

    /** Whether the bytes in the store are what is served, so that they need not be read. */
    public boolean servedAsStored() {
        return kind.apiVersion().equals(storedApiVersion);
    }

    /** Turns an object of this version into what is stored; the argument may be changed. */
    public ObjectNode toStored(ObjectNode object) {
        if (servedAsStored()) {
            return object;
        }
        return plural.equals("events") ? EventVersions.toCore(object) : object.put("apiVersion", storedApiVersion);
    }

    /** Turns a stored object into one of this version; the argument may be changed. */
    public ObjectNode fromStored(ObjectNode object) {
        if (object.path("apiVersion").asText().equals(kind.apiVersion())) {
            return object;
        }
        return plural.equals("events") ? EventVersions.fromCore(object) : object.put("apiVersion", kind.apiVersion());
    }
}
