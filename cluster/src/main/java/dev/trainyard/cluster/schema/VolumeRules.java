package dev.trainyard.cluster.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a pod's volumes. */
final class VolumeRules {
    private VolumeRules() {}

    /** Checks the volumes, and returns the names of those that containers can mount. */
    static Set<String> check(Field volumes) {
        var names = new HashSet<String>();
        volumes.elements().forEach(volume -> {
            var problems = new ArrayList<FieldError>();
            var checked = new Field(volume.value(), volume.path(), problems);
            checkSource(checked);
            var name = checked.child("name");
            if (name.require("")) {
                name.invalid(NameRules.dnsLabel(name.text()));
            }
            if (names.contains(name.text())) {
                problems.add(FieldError.duplicate(name.path(), name.value()));
            }
            if (problems.isEmpty()) {
                names.add(name.text());
            }
            volumes.errors().addAll(problems);
        });
        return names;
    }

    private static void checkSource(Field volume) {
        var sources = volume.value().properties().stream()
                .filter(field -> !field.getKey().equals("name"))
                .map(field -> volume.child(field.getKey()))
                .toList();
        if (sources.isEmpty()) {
            volume.required("must specify a volume type");
        }
        sources.stream().skip(1).forEach(source -> source.forbidden("may not specify more than 1 volume type"));
        sources.stream()
                .limit(1)
                .forEach(source -> checkSource(
                        source, source.path().substring(source.path().lastIndexOf('.') + 1)));
    }

    private static void checkSource(Field source, String type) {
        switch (type) {
            case "secret" -> {
                source.child("secretName").require("");
                checkItems(source);
            }
            case "configMap" -> {
                source.child("name").require("");
                checkItems(source);
            }
            case "persistentVolumeClaim" -> source.child("claimName").require("");
            case "hostPath" -> checkHostPath(source);
            case "nfs" -> {
                source.child("server").require("");
                if (source.child("path").require("")
                        && !source.child("path").text().startsWith("/")) {
                    source.child("path").invalid("must be an absolute path");
                }
            }
            case "emptyDir" -> {
                var limit = CanonicalQuantity.amount(source.child("sizeLimit").text());
                if (limit.filter(amount -> amount.signum() < 0).isPresent()) {
                    source.child("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
                }
            }
            case "csi" -> source.child("driver").require("");
            case "downwardAPI" -> source.child("items").elements().forEach(item -> checkPath(item.child("path")));
            case "projected" -> checkProjected(source);
            default -> {}
        }
    }

    private static void checkHostPath(Field source) {
        var path = source.child("path");
        if (path.require("")) {
            checkNoBacksteps(path);
        }
        source.child("type")
                .oneOf(List.of(
                        "",
                        "BlockDevice",
                        "CharDevice",
                        "Directory",
                        "DirectoryOrCreate",
                        "File",
                        "FileOrCreate",
                        "Socket"));
    }

    private static void checkProjected(Field source) {
        mode(source.child("defaultMode"));
        source.child("sources").elements().forEach(projection -> {
            for (var name : List.of("secret", "configMap")) {
                var projected = projection.child(name);
                if (projected.isSet()) {
                    projected.child("name").require("");
                    checkItems(projected);
                }
            }
            var token = projection.child("serviceAccountToken");
            if (token.isSet()) {
                token.child("path").require("");
            }
        });
    }

    private static void checkItems(Field source) {
        mode(source.child("defaultMode"));
        source.child("items").elements().forEach(item -> {
            item.child("key").require("");
            checkPath(item.child("path"));
            mode(item.child("mode"));
        });
    }

    private static void mode(Field mode) {
        if (mode.value().isNumber() && (mode.value().asInt() < 0 || mode.value().asInt() > 0777)) {
            mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    /** A path below the volume: relative, and never out of it. */
    static void checkPath(Field path) {
        if (path.require("")) {
            if (path.text().startsWith("/")) {
                path.invalid("must be a relative path");
            }
            checkNoBacksteps(path);
        }
    }

    private static void checkNoBacksteps(Field path) {
        if (List.of(path.text().split("/", -1)).contains("..")) {
            path.invalid("must not contain '..'");
        }
    }
}
