package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for definitions of custom resources, their schemas and CEL rules included. */
final class CustomResourceDefinitionRules {
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");

    private CustomResourceDefinitionRules() {}

    static void check(Field definition, @Nullable ObjectNode old) {
        var spec = definition.child("spec");
        var name = definition.child("metadata").child("name");
        var group = spec.child("group");
        var names = spec.child("names");
        if (!name.is(names.child("plural").text() + "." + group.text())) {
            name.invalid("must be spec.names.plural+\".\"+spec.group");
        }
        if (group.require("")) {
            group.invalid(NameRules.dnsSubdomain(group.text()));
            if (!group.text().contains(".")) {
                group.invalid("should be a domain with at least one dot");
            }
        }
        spec.child("scope").requireOneOf(List.of("Cluster", "Namespaced"));
        if (spec.child("preserveUnknownFields").value().asBoolean()) {
            spec.child("preserveUnknownFields").invalid("must be false");
        }
        checkNames(names);
        checkVersions(spec.child("versions"), old);
        if (old != null) {
            spec.child("scope").immutable(old.path("spec").path("scope"));
            group.immutable(old.path("spec").path("group"));
            names.child("kind").immutable(old.path("spec").path("names").path("kind"));
            names.child("plural").immutable(old.path("spec").path("names").path("plural"));
        }
        var strategy = spec.child("conversion").child("strategy");
        if (strategy.is("Webhook")) {
            strategy.invalid("conversion webhooks are not supported by this server: use None");
        }
    }

    private static void checkNames(Field names) {
        for (var field : List.of("plural", "singular")) {
            if (names.child(field).require("")) {
                names.child(field)
                        .invalid(NameRules.dns1035Label(names.child(field).text()));
            }
        }
        for (var field : List.of("kind", "listKind")) {
            if (names.child(field).require("")) {
                NameRules.dns1035Label(names.child(field).text().toLowerCase(Locale.ROOT))
                        .forEach(problem -> names.child(field)
                                .invalid("may have mixed case, but should otherwise match: " + problem));
            }
        }
        for (var field : List.of("shortNames", "categories")) {
            names.child(field).elements().forEach(word -> word.invalid(NameRules.dns1035Label(word.text())));
        }
        if (names.child("kind").isSet()
                && names.child("kind").is(names.child("listKind").text())) {
            names.child("listKind").invalid("kind and listKind may not be the same");
        }
    }

    private static void checkVersions(Field versions, @Nullable ObjectNode old) {
        var seen = new HashSet<String>();
        var storages = 0;
        var unique = true;
        for (var version : versions.elements().toList()) {
            unique &= seen.add(version.child("name").text());
            storages += version.child("storage").value().asBoolean() ? 1 : 0;
            version.child("name")
                    .invalid(NameRules.dns1035Label(version.child("name").text()));
            checkSchema(version, old);
            version.child("additionalPrinterColumns").elements().forEach(column -> {
                column.child("name").require("");
                column.child("jsonPath").require("");
                column.child("type").requireOneOf(COLUMN_TYPES);
            });
        }
        if (!unique) {
            versions.invalid("must contain unique version names");
        }
        if (storages != 1) {
            versions.invalid("must have exactly one version marked as storage version");
        }
    }

    private static void checkSchema(Field version, @Nullable ObjectNode old) {
        var schema = version.child("schema").child("openAPIV3Schema");
        if (!schema.require("")) {
            return;
        }
        if (old != null && storedVersion(old, version.child("name").text()).equals(version.value())) {
            return; // checked when it came; compiling its rules again would be for nothing
        }
        version.errors().addAll(StructuralSchema.parse(schema.value()).problems(schema.path()));
    }

    private static JsonNode storedVersion(ObjectNode old, String name) {
        for (var version : old.path("spec").path("versions")) {
            if (version.path("name").asText().equals(name)) {
                return version;
            }
        }
        return MissingNode.getInstance();
    }
}
