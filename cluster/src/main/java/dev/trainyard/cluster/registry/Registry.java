package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.schema.FieldError;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import dev.trainyard.cluster.webhook.AdmissionRequest;
import dev.trainyard.cluster.webhook.AdmissionRequest.Operation;
import dev.trainyard.cluster.webhook.Webhooks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** The writes of the API: each is read, judged and written again, until nobody came in between. */
public final class Registry {
    private static final int GENERATED_NAME_ATTEMPTS = 8;

    private final Store store;
    private final ObjectStore objects;
    private final CustomResources customResources;
    private final Admission admission;
    private final Webhooks webhooks = new Webhooks();
    private final InstantSource clock;

    public Registry(Store store, CustomResources customResources, InstantSource clock) {
        this.store = store;
        this.objects = new ObjectStore(store);
        this.customResources = customResources;
        this.admission = new Admission(store);
        this.clock = clock;
        readWebhooks();
    }

    /** Which part of an object an update may change. */
    public enum Part {
        ALL_BUT_STATUS,
        STATUS,
        /** Of a namespace: {@code spec.finalizers}. */
        FINALIZERS,
        /** Of a pod: the node, which nobody may change later. */
        BINDING
    }

    /**
     * What came of a deletion.
     *
     * @param removed whether the object is gone; otherwise it waits for its finalizers or its node
     */
    public record Deleted(ObjectNode object, boolean removed) {}

    /** The objects as they are; reading needs no rules. */
    public ObjectStore objects() {
        return objects;
    }

    /**
     * Creates an object.
     *
     * @param namespace from the request's path; empty for a type that has none
     * @param object changed on the way
     * @return the object as stored
     */
    public ObjectNode create(ResourceType type, String namespace, ObjectNode object, WriteOptions options) {
        Metadata metadata = Metadata.of(object);
        requireNamespace(type, namespace, metadata);
        if (!metadata.resourceVersion().isEmpty()) {
            throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
        }
        ObjectNode wanted = webhooks.want(type, Operation.CREATE) ? mutated(type, namespace, object, options) : object;
        return createNamed(type, namespace, wanted, options);
    }

    /** Webhooks see what the caller has sent: neither the UID nor a name that is to be made are known to them. */
    private ObjectNode mutated(ResourceType type, String namespace, ObjectNode object, WriteOptions options) {
        String name = Metadata.of(object).name();
        requireLiveNamespace(type, namespace, name);
        Decoding.fields(type, object, options);
        type.definition().applyDefaults(object);
        // What it has to say of the object it says when the webhooks are through with it.
        admission.create(type, object, _ -> {});
        ObjectNode mutated = webhooks.mutate(
                new AdmissionRequest(
                        type,
                        namespace,
                        name,
                        Operation.CREATE,
                        labels(type, namespace, object),
                        object,
                        Optional.empty(),
                        options.dryRun()),
                options.warnings());
        Decoding.requireMetadata(mutated);
        requireNamespace(type, namespace, Metadata.of(mutated));
        return mutated;
    }

    /** The labels that a webhook's {@code namespaceSelector} is about. */
    private Optional<JsonNode> labels(ResourceType type, String namespace, ObjectNode object) {
        if (type.equals(BuiltinTypes.NAMESPACE)) {
            return Optional.of(object.path("metadata").path("labels"));
        }
        return type.namespaced()
                ? objects.find(BuiltinTypes.NAMESPACE, "", namespace)
                        .map(found -> found.object().path("metadata").path("labels"))
                : Optional.empty();
    }

    private ObjectNode createNamed(ResourceType type, String namespace, ObjectNode object, WriteOptions options) {
        Metadata metadata = Metadata.of(object);
        boolean generated = metadata.name().isEmpty()
                && metadata.node().path("generateName").isTextual();
        for (int attempt = 1; ; attempt++) {
            if (generated) {
                metadata.node()
                        .put(
                                "name",
                                Names.generate(
                                        metadata.node().path("generateName").asText(), ThreadLocalRandom.current()));
            }
            try {
                return createOnce(type, namespace, object.deepCopy(), options);
            } catch (ApiException e) {
                if (!generated || attempt == GENERATED_NAME_ATTEMPTS || e.reason() != Reason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        }
    }

    private ObjectNode createOnce(ResourceType type, String namespace, ObjectNode object, WriteOptions options) {
        String name = Metadata.of(object).name();
        requireLiveNamespace(type, namespace, name);
        String now = now();
        Decoding.fields(type, object, options);
        Preparation.create(type, object, UUID.randomUUID().toString(), now);
        type.definition().applyDefaults(object);
        admission.create(type, object, options.warnings());
        if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)) {
            CustomResources.accept(object, now);
        }
        validate(type, object, Optional.empty());
        if (options.dryRun()) {
            objects.find(type, namespace, name).ifPresent(_ -> {
                throw ApiException.alreadyExists(type.subject(name));
            });
            return object;
        }
        ObjectNode created = objects.create(type, namespace, name, object);
        afterWrite(type, created);
        return created;
    }

    /**
     * Changes an object.
     *
     * @param change from a copy of the object as it is to what the caller wants; a {@code resourceVersion} in it must
     *     still hold. It is called again when somebody else was faster
     * @return the object as stored
     */
    public ObjectNode update(
            ResourceType type,
            String namespace,
            String name,
            Part part,
            UnaryOperator<ObjectNode> change,
            WriteOptions options) {
        while (true) {
            ObjectStore.Stored stored = objects.get(type, namespace, name);
            ObjectNode desired = change.apply(stored.object().deepCopy());
            requireSameObject(type, namespace, name, desired, stored.object());
            Decoding.fields(type, desired, options);
            type.definition().applyDefaults(desired);
            if (part == Part.ALL_BUT_STATUS && webhooks.want(type, Operation.UPDATE)) {
                desired = mutated(type, namespace, desired, stored.object(), options);
            }
            switch (part) {
                case ALL_BUT_STATUS -> Preparation.update(type, desired, stored.object());
                case STATUS -> Preparation.updateStatus(type, desired, stored.object());
                case FINALIZERS -> Preparation.finalizeNamespace(desired, stored.object());
                case BINDING -> Preparation.bind(desired, stored.object());
            }
            if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)) {
                CustomResources.accept(desired, now());
            }
            if (part != Part.BINDING) {
                validate(type, desired, Optional.of(stored.object()));
            }
            if (options.dryRun() || desired.equals(stored.object())) {
                return desired;
            }
            try {
                return write(type, namespace, name, stored.revision(), desired);
            } catch (StoreException.Conflict e) {
                // read it again: then either the change still applies or its resourceVersion no longer holds
            }
        }
    }

    private ObjectNode mutated(
            ResourceType type, String namespace, ObjectNode desired, ObjectNode stored, WriteOptions options) {
        String name = Metadata.of(stored).name();
        ObjectNode mutated = webhooks.mutate(
                new AdmissionRequest(
                        type,
                        namespace,
                        name,
                        Operation.UPDATE,
                        labels(type, namespace, desired),
                        desired,
                        Optional.of(stored),
                        options.dryRun()),
                options.warnings());
        requireSameObject(type, namespace, name, mutated, stored);
        return mutated;
    }

    private ObjectNode write(ResourceType type, String namespace, String name, long revision, ObjectNode desired) {
        if (Deletion.isComplete(type, desired)) {
            ObjectNode removed = objects.remove(type, namespace, name, revision, desired);
            afterRemoval(type, removed);
            return removed;
        }
        ObjectNode updated = objects.replace(type, namespace, name, revision, desired);
        afterWrite(type, updated);
        return updated;
    }

    /** What is stored takes effect before the caller hears that it is. */
    private void afterWrite(ResourceType type, ObjectNode written) {
        if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)) {
            customResources.installed(written);
        } else if (type.equals(BuiltinTypes.MUTATING_WEBHOOK_CONFIGURATION)) {
            readWebhooks();
        }
    }

    /** All of them, one caller at a time: whoever comes last has read what the others wrote. */
    private synchronized void readWebhooks() {
        ResourceType type = BuiltinTypes.MUTATING_WEBHOOK_CONFIGURATION;
        webhooks.configured(Listing.everything(store, type).entries().stream()
                .map(entry -> ObjectStore.read(type, entry).object()));
    }

    /** Deletes an object, or lets those who have to finish with it begin. */
    public Deleted delete(ResourceType type, String namespace, String name, DeleteOptions options) {
        Admission.delete(type, name);
        while (true) {
            ObjectStore.Stored stored = objects.get(type, namespace, name);
            requirePreconditions(type, name, stored.object(), options);
            Deletion decision = Deletion.decide(type, stored.object(), options, clock.instant());
            try {
                return switch (decision) {
                    case Deletion.Nothing() -> new Deleted(stored.object(), false);
                    case Deletion.Remove() -> {
                        if (!options.dryRun()) {
                            objects.remove(type, namespace, name, stored.revision(), stored.object());
                            afterRemoval(type, stored.object());
                        }
                        yield new Deleted(stored.object(), true);
                    }
                    case Deletion.Mark(ObjectNode object) -> {
                        if (options.dryRun()) {
                            yield new Deleted(object, false);
                        }
                        ObjectNode marked = objects.replace(type, namespace, name, stored.revision(), object);
                        if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)) {
                            deleteInstances(marked);
                        }
                        yield new Deleted(marked, false);
                    }
                };
            } catch (StoreException.Conflict e) {
                // somebody changed it meanwhile: look again
            }
        }
    }

    /** The objects of a definition that is going; those with finalizers go later, and the definition after the last. */
    private void deleteInstances(ObjectNode crd) {
        DeleteOptions options = DeleteOptions.read(MissingNode.getInstance());
        for (ResourceType type : customResources.types(crd)) {
            for (Entry entry : Listing.everything(store, type).entries()) {
                Metadata metadata = Metadata.of(ObjectStore.read(type, entry).object());
                try {
                    delete(type, metadata.namespace(), metadata.name(), options);
                } catch (ApiException e) {
                    if (e.reason() != Reason.NOT_FOUND) {
                        throw e;
                    }
                }
            }
        }
        releaseIfEmpty(crd);
    }

    private void afterRemoval(ResourceType type, ObjectNode removed) {
        if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)) {
            customResources.removed(removed);
        } else if (type.equals(BuiltinTypes.MUTATING_WEBHOOK_CONFIGURATION)) {
            readWebhooks();
        } else if (type.definition() instanceof Definition.Custom) {
            String crdName = type.plural() + "." + type.kind().group();
            objects.find(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION, "", crdName)
                    .filter(crd -> Metadata.of(crd.object()).isBeingDeleted())
                    .ifPresent(crd -> releaseIfEmpty(crd.object()));
        }
    }

    /**
     * Lets a definition that is being deleted go when it has no objects left; another request may have done so already.
     */
    private void releaseIfEmpty(ObjectNode crd) {
        if (customResources.types(crd).stream()
                .anyMatch(type -> !Listing.everything(store, type).entries().isEmpty())) {
            return;
        }
        WriteOptions options = new WriteOptions(false, FieldValidation.IGNORE, _ -> {});
        String name = Metadata.of(crd).name();
        try {
            update(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION, "", name, Part.ALL_BUT_STATUS, Registry::released, options);
        } catch (ApiException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    private static ObjectNode released(ObjectNode crd) {
        Metadata metadata = Metadata.of(crd);
        metadata.setFinalizers(metadata.finalizers().stream()
                .filter(finalizer -> !finalizer.equals(CustomResources.CLEANUP))
                .toList());
        return crd;
    }

    private void validate(ResourceType type, ObjectNode object, Optional<ObjectNode> old) {
        List<FieldError> errors = type.definition().validate(object, old.orElse(null));
        if (!errors.isEmpty()) {
            throw ApiException.invalid(
                    type.subject(Metadata.of(object).name()), type.kind().kind(), errors);
        }
    }

    private static void requireNamespace(ResourceType type, String namespace, Metadata metadata) {
        if (!type.namespaced()) {
            metadata.node().remove("namespace");
        } else if (metadata.namespace().isEmpty()) {
            metadata.node().put("namespace", namespace);
        } else if (!metadata.namespace().equals(namespace)) {
            throw ApiException.badRequest("the namespace of the provided object does not match the namespace sent on"
                    + " the request: the object says \"" + metadata.namespace() + "\", the request \"" + namespace
                    + "\"");
        }
    }

    private void requireLiveNamespace(ResourceType type, String namespace, String name) {
        if (type.namespaced()) {
            ObjectNode live = objects.get(BuiltinTypes.NAMESPACE, "", namespace).object();
            if (Metadata.of(live).isBeingDeleted()) {
                throw ApiException.namespaceTerminating(type.subject(name), namespace);
            }
        }
    }

    private static void requireSameObject(
            ResourceType type, String namespace, String name, ObjectNode desired, ObjectNode stored) {
        Decoding.requireMetadata(desired);
        Metadata metadata = Metadata.of(desired);
        requireNamespace(type, namespace, metadata);
        if (metadata.name().isEmpty()) {
            metadata.node().put("name", name);
        }
        if (!metadata.name().equals(name)) {
            throw ApiException.badRequest("the name of the object (" + metadata.name()
                    + ") does not match the name on the URL (" + name + ")");
        }
        Metadata current = Metadata.of(stored);
        if (!metadata.uid().isEmpty() && !metadata.uid().equals(current.uid())) {
            throw ApiException.conflict(
                    type.subject(name),
                    "Precondition failed: UID in precondition: " + metadata.uid() + ", UID in object meta: "
                            + current.uid());
        }
        if (metadata.resourceVersion().isEmpty() || metadata.resourceVersion().equals("0")) {
            if (type.definition() instanceof Definition.Custom) {
                throw ApiException.invalid(
                        type.subject(name),
                        type.kind().kind(),
                        List.of(FieldError.invalid(
                                "metadata.resourceVersion", IntNode.valueOf(0), "must be specified for an update")));
            }
        } else if (!metadata.resourceVersion().equals(current.resourceVersion())) {
            throw ApiException.modified(type.subject(name));
        }
    }

    private static void requirePreconditions(ResourceType type, String name, ObjectNode object, DeleteOptions options) {
        Metadata metadata = Metadata.of(object);
        options.uid().filter(uid -> !uid.equals(metadata.uid())).ifPresent(uid -> {
            throw ApiException.conflict(
                    type.subject(name),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + metadata.uid());
        });
        options.resourceVersion()
                .filter(version -> !version.equals(metadata.resourceVersion()))
                .ifPresent(version -> {
                    throw ApiException.conflict(
                            type.subject(name),
                            "Precondition failed: ResourceVersion in precondition: " + version
                                    + ", ResourceVersion in object meta: " + metadata.resourceVersion());
                });
    }

    private String now() {
        return Metadata.timestamp(clock.instant());
    }
}
