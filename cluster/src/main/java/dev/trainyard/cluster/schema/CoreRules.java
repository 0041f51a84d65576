package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules for services, configuration and storage. */
final class CoreRules {
    private static final int DATA_LIMIT = 1024 * 1024;
    private static final String FROZEN = "field is immutable when `immutable` is set";
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

    /** The keys that a secret of a type must have. */
    private static final Map<String, List<String>> SECRET_KEYS = Map.of(
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"));

    private CoreRules() {}

    static void checkService(Field service, @Nullable ObjectNode old) {
        var spec = service.child("spec");
        var type = spec.child("type");
        type.requireOneOf(List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        spec.child("sessionAffinity").oneOf(List.of("ClientIP", "None"));
        var headless = spec.child("clusterIP").is("None");
        var ports = spec.child("ports");
        if (type.is("ExternalName")) {
            spec.child("externalName").require("");
        } else if (!headless && ports.value().isEmpty()) {
            ports.required("");
        }
        if (type.is("LoadBalancer") && headless) {
            spec.child("clusterIPs").entry("0").invalid("may not be set to 'None' for LoadBalancer services");
        }
        checkServicePorts(ports);
        ObjectMetadata.checkLabels(spec.child("selector"));
        if (old != null) {
            var before = old.path("spec").path("clusterIP");
            var changed = before.isTextual()
                    && !before.textValue().isEmpty()
                    && !spec.child("clusterIP").is(before.textValue());
            if (changed
                    && !type.is("ExternalName")
                    && !old.path("spec").path("type").asText().equals("ExternalName")) {
                new Field(spec.child("clusterIPs").value(), "spec.clusterIPs[0]", spec.errors())
                        .invalid("may not change once set");
            }
        }
    }

    private static void checkServicePorts(Field ports) {
        var several = ports.value().size() > 1;
        var names = new HashSet<String>();
        var numbers = new HashSet<String>();
        ports.elements().forEach(port -> {
            var name = port.child("name");
            if (several && !name.isSet()) {
                name.required("");
            } else if (name.isSet()) {
                name.invalid(NameRules.dnsLabel(name.text()));
                if (!names.add(name.text())) {
                    name.errors().add(FieldError.duplicate(name.path(), name.value()));
                }
            }
            var number = port.child("port");
            if (number.value().asInt() < 1 || number.value().asInt() > 65535) {
                number.errors()
                        .add(FieldError.invalid(
                                number.path(),
                                IntNode.valueOf(number.value().asInt()),
                                "must be between 1 and 65535, inclusive"));
            }
            port.child("protocol").requireOneOf(List.of("SCTP", "TCP", "UDP"));
            ContainerRules.checkPort(port.child("targetPort"));
            if (!numbers.add(port.child("protocol").text() + number.text())) {
                var twice = JsonNodeFactory.instance.objectNode();
                twice.set("port", number.value());
                twice.set("protocol", port.child("protocol").value());
                port.errors().add(FieldError.duplicate(port.path(), twice));
            }
        });
    }

    static void checkConfigMap(Field map, @Nullable ObjectNode old) {
        var size = 0L;
        for (var field : List.of("data", "binaryData")) {
            for (var entry : map.child(field).value().properties()) {
                var place = map.child(field).entry(entry.getKey());
                place.invalidKey(entry.getKey(), NameRules.configKey(entry.getKey()));
                if (field.equals("data") && map.child("binaryData").value().has(entry.getKey())) {
                    place.invalidKey(entry.getKey(), List.of("duplicate of key present in binaryData"));
                }
                var text = entry.getValue().asText();
                size += field.equals("data")
                        ? text.getBytes(StandardCharsets.UTF_8).length
                        : decodedLength(text).orElse(0);
            }
        }
        if (size > DATA_LIMIT) {
            map.errors().add(FieldError.tooLong("", DATA_LIMIT));
        }
        checkFrozen(map, old, List.of("data", "binaryData"));
    }

    static void checkSecret(Field secret, @Nullable ObjectNode old) {
        var data = secret.child("data");
        var size = 0L;
        for (var entry : data.value().properties()) {
            var place = data.entry(entry.getKey());
            place.invalidKey(entry.getKey(), NameRules.configKey(entry.getKey()));
            size += decodedLength(entry.getValue().asText()).orElse(0);
        }
        if (size > DATA_LIMIT) {
            data.errors().add(FieldError.tooLong("data", DATA_LIMIT));
        }
        for (var key : SECRET_KEYS.getOrDefault(secret.child("type").text(), List.of())) {
            if (!data.value().has(key)) {
                data.entry(key).required("");
            }
        }
        if (secret.child("type").is("kubernetes.io/basic-auth")
                && !data.value().has("username")
                && !data.value().has("password")) {
            data.entry("username").required("");
            data.entry("password").required("");
        }
        if (old != null) {
            secret.child("type").immutable(old.path("type"));
        }
        checkFrozen(secret, old, List.of("data"));
    }

    private static void checkFrozen(Field object, @Nullable ObjectNode old, List<String> fields) {
        if (old == null || !old.path("immutable").asBoolean()) {
            return;
        }
        if (!object.child("immutable").value().asBoolean()) {
            object.child("immutable").forbidden(FROZEN);
        }
        for (var field : fields) {
            if (!object.child(field).value().equals(old.path(field))) {
                object.child(field).forbidden(FROZEN);
            }
        }
    }

    private static Optional<Integer> decodedLength(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64).length);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static void checkClaim(Field claim, @Nullable ObjectNode old) {
        checkClaimSpec(claim.child("spec"));
        if (old == null) {
            return;
        }
        ObjectNode before = old.path("spec").deepCopy();
        ObjectNode after = claim.child("spec").value().deepCopy();
        if (!before.has("volumeName")) {
            after.remove("volumeName");
        }
        if (!before.has("storageClassName")) {
            after.remove("storageClassName");
        }
        if (claim.child("status").child("phase").is("Bound")) {
            for (var spec : List.of(before, after)) {
                spec.remove("volumeAttributesClassName");
                if (spec.at("/resources/requests") instanceof ObjectNode requests) {
                    requests.remove("storage");
                }
            }
        }
        if (!before.equals(after)) {
            claim.child("spec")
                    .forbidden(
                            "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                                    + " bound claims\n" + Difference.of(before, after));
        }
        if (storage(claim.value()).compareTo(storage(old)) < 0) {
            claim.errors()
                    .add(FieldError.forbidden(
                            "spec.resources.requests.storage", "field can not be less than previous value"));
        }
    }

    static void checkClaimSpec(Field spec) {
        checkAccessModes(spec, "at least 1 access mode is required");
        var storage = spec.child("resources").child("requests").child("storage");
        var shown = new Field(storage.value(), spec.path() + ".resources[storage]", spec.errors());
        if (shown.require("")) {
            checkPositive(shown);
        }
        checkClass(spec);
    }

    static void checkVolume(Field volume, @Nullable ObjectNode old) {
        var spec = volume.child("spec");
        checkAccessModes(spec, "");
        var capacity = spec.child("capacity");
        if (capacity.value().isEmpty()) {
            capacity.required("");
        } else if (!capacity.value().has("storage") || capacity.value().size() > 1) {
            capacity.errors().add(FieldError.notSupported(capacity.path(), capacity.value(), List.of("storage")));
        } else {
            checkPositive(capacity.entry("storage"));
        }
        spec.child("persistentVolumeReclaimPolicy").oneOf(List.of("Delete", "Recycle", "Retain"));
        checkClass(spec);
        var sources = spec.value().properties().stream()
                .filter(field -> field.getValue().isObject())
                .filter(field ->
                        !List.of("capacity", "claimRef", "nodeAffinity").contains(field.getKey()))
                .count();
        if (sources == 0) {
            spec.required("must specify a volume type");
        }
        if (old != null && volumeSource(spec.value()).equals(volumeSource(old.path("spec")))) {
            return;
        }
        if (old != null) {
            spec.forbidden("spec.persistentvolumesource is immutable after creation\n"
                    + Difference.of(volumeSource(old.path("spec")), volumeSource(spec.value())));
        }
    }

    private static ObjectNode volumeSource(JsonNode spec) {
        ObjectNode source = spec.deepCopy();
        return source.retain("hostPath", "nfs", "csi", "local", "iscsi", "fc", "volumeMode");
    }

    private static void checkAccessModes(Field spec, String detail) {
        var modes = spec.child("accessModes");
        if (modes.value().isEmpty()) {
            modes.required(detail);
        }
        modes.elements().forEach(mode -> {
            if (!ACCESS_MODES.contains(mode.text())) {
                modes.errors().add(FieldError.notSupported(modes.path(), mode.value(), ACCESS_MODES));
            }
        });
        var oncePod =
                modes.elements().filter(mode -> mode.is("ReadWriteOncePod")).count();
        if (oncePod > 0 && oncePod < modes.value().size()) {
            modes.forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void checkClass(Field spec) {
        if (spec.child("storageClassName").isSet()) {
            spec.child("storageClassName")
                    .invalid(NameRules.dnsSubdomain(
                            spec.child("storageClassName").text()));
        }
        spec.child("volumeMode").oneOf(List.of("Block", "Filesystem"));
    }

    private static void checkPositive(Field amount) {
        if (CanonicalQuantity.amount(amount.text())
                .filter(value -> value.signum() <= 0)
                .isPresent()) {
            amount.invalid("must be greater than zero");
        }
    }

    private static BigDecimal storage(JsonNode claim) {
        return CanonicalQuantity.amount(
                        claim.at("/spec/resources/requests/storage").asText())
                .orElse(BigDecimal.ZERO);
    }

    static void checkStorageClass(Field storage, @Nullable ObjectNode old) {
        storage.child("provisioner").require("");
        storage.child("reclaimPolicy").oneOf(List.of("Delete", "Retain"));
        storage.child("volumeBindingMode").oneOf(List.of("Immediate", "WaitForFirstConsumer"));
        if (old != null) {
            if (!storage.child("parameters").value().equals(old.path("parameters"))) {
                storage.child("parameters").forbidden("updates to parameters are forbidden.");
            }
            if (!storage.child("provisioner").value().equals(old.path("provisioner"))) {
                storage.child("provisioner").forbidden("updates to provisioner are forbidden.");
            }
            storage.child("reclaimPolicy").immutable(old.path("reclaimPolicy"));
            storage.child("volumeBindingMode").immutable(old.path("volumeBindingMode"));
        }
    }

    static void checkNode(Field node) {
        node.child("spec").child("taints").elements().forEach(taint -> {
            taint.child("key")
                    .invalid(NameRules.qualifiedName(taint.child("key").text()));
            taint.child("value")
                    .invalid(NameRules.labelValue(taint.child("value").text()));
            taint.child("effect").requireOneOf(List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));
        });
        for (var field : List.of("capacity", "allocatable")) {
            node.child("status").child(field).entries().forEach(ContainerRules::checkQuantity);
        }
    }

    static void checkEvent(Field event) {
        var namespace = event.child("metadata").child("namespace").text();
        var involved = event.child("involvedObject").child("namespace");
        var clusterScoped = !involved.isSet() && namespace.equals("default");
        if (!clusterScoped && !involved.text().equals(namespace)) {
            involved.invalid("does not match event.namespace");
        }
    }

    static void checkLease(Field lease) {
        var duration = lease.child("spec").child("leaseDurationSeconds");
        if (duration.value().isNumber() && duration.value().asInt() <= 0) {
            duration.invalid("must be greater than 0");
        }
        lease.child("spec").child("leaseTransitions").nonNegative();
    }

    static void checkRoleBinding(Field binding, @Nullable ObjectNode old) {
        var role = binding.child("roleRef");
        role.child("kind").requireOneOf(List.of("ClusterRole", "Role"));
        role.child("name").require("");
        if (old != null && !role.value().equals(old.path("roleRef"))) {
            role.invalid("cannot change roleRef");
        }
        binding.child("subjects").elements().forEach(subject -> {
            subject.child("name").require("");
            subject.child("kind").oneOf(List.of("Group", "ServiceAccount", "User"));
        });
    }
}
