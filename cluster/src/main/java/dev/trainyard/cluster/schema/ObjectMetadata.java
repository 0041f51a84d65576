package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules for {@code metadata}, the same for every kind but for what names may look like. */
public final class ObjectMetadata {
    private static final int ANNOTATIONS_LIMIT = 256 * 1024;

    private ObjectMetadata() {}

    /**
     * Checks an object's metadata. Names are DNS subdomains, as for custom resources; {@link BuiltinKinds#validate}
     * calls this with the stricter rules that some built-in kinds have.
     *
     * @param old the object as it is stored, null on create
     */
    public static List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, boolean namespaced) {
        var errors = new ArrayList<FieldError>();
        check(Field.root(object, errors).child("metadata"), old, namespaced, NameRules::dnsSubdomain);
        return errors;
    }

    static void check(
            Field metadata, @Nullable ObjectNode old, boolean namespaced, Function<String, List<String>> nameRule) {
        checkName(metadata, nameRule);
        var namespace = metadata.child("namespace");
        if (namespaced && namespace.require("")) {
            namespace.invalid(NameRules.dnsLabel(namespace.text()));
        } else if (!namespaced && namespace.isSet()) {
            namespace.forbidden("not allowed on this type");
        }
        checkLabels(metadata.child("labels"));
        checkAnnotations(metadata.child("annotations"));
        checkOwners(metadata.child("ownerReferences"));
        metadata.child("finalizers")
                .elements()
                .forEach(finalizer -> metadata.child("finalizers")
                        .invalidKey(finalizer.text(), NameRules.qualifiedName(finalizer.text())));
        if (old != null) {
            checkUpdate(metadata, old.path("metadata"));
        }
    }

    /** Labels of an object, a pod template or a node selector. */
    static void checkLabels(Field labels) {
        labels.entries().forEach(label -> {
            var key = label.path()
                    .substring(labels.path().length() + 1, label.path().length() - 1);
            labels.invalidKey(key, NameRules.qualifiedName(key));
            NameRules.labelValue(label.text())
                    .forEach(problem -> labels.errors().add(FieldError.invalid(labels.path(), label.value(), problem)));
        });
    }

    static void checkAnnotations(Field annotations) {
        var size = 0L;
        for (var annotation : annotations.value().properties()) {
            var key = annotation.getKey();
            annotations.invalidKey(key, NameRules.qualifiedName(key.toLowerCase(Locale.ROOT)));
            size += key.getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > ANNOTATIONS_LIMIT) {
            annotations.errors().add(FieldError.tooLong(annotations.path(), ANNOTATIONS_LIMIT));
        }
    }

    private static void checkName(Field metadata, Function<String, List<String>> nameRule) {
        var prefix = metadata.child("generateName");
        if (prefix.isSet()) {
            // What is generated ends in letters and digits, so a trailing dash is fine.
            prefix.invalid(nameRule.apply(prefix.text().replaceFirst("-$", "a")));
        }
        var name = metadata.child("name");
        if (name.require("name or generateName is required")) {
            name.invalid(nameRule.apply(name.text()));
        }
    }

    private static void checkOwners(Field owners) {
        owners.elements().forEach(owner -> {
            for (var name : List.of("apiVersion", "kind", "name", "uid")) {
                var part = owner.value().path(name).asText();
                if (part.isEmpty()) {
                    var detail = name.equals("apiVersion") ? "version must not be empty" : "must not be empty";
                    owners.errors().add(FieldError.invalid(owners.path() + "." + name, "", detail));
                }
            }
        });
        var controllers = owners.elements()
                .filter(owner -> owner.value().path("controller").asBoolean())
                .map(owner -> owner.value().path("kind").asText() + "/"
                        + owner.value().path("name").asText())
                .toList();
        if (controllers.size() > 1) {
            owners.invalid("Only one reference can have Controller set to true. Found \"true\" in references for "
                    + controllers.stream().limit(2).collect(Collectors.joining(" and ")));
        }
    }

    private static void checkUpdate(Field metadata, JsonNode old) {
        for (var name : List.of(
                "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            metadata.child(name).immutable(old.path(name));
        }
        if (!(old.path("deletionTimestamp") instanceof MissingNode)) {
            var known = new HashSet<String>();
            old.path("finalizers").forEach(finalizer -> known.add(finalizer.asText()));
            var added = metadata.child("finalizers")
                    .elements()
                    .map(Field::text)
                    .filter(finalizer -> !known.contains(finalizer))
                    .collect(Collectors.joining("\", \"", "\"", "\""));
            if (!added.equals("\"\"")) {
                metadata.child("finalizers")
                        .forbidden(
                                "no new finalizers can be added if the object is being deleted, found new finalizers ["
                                        + added + "]");
            }
        }
    }
}
