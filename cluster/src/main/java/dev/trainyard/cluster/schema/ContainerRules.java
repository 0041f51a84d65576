package dev.trainyard.cluster.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules for one container of a pod, whichever its sort. */
final class ContainerRules {
    private static final Set<String> STANDARD_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> FIELD_PATHS = new TreeSet<>(Set.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs"));
    /** Fields that exist for others to select by, but that a variable can't have. */
    private static final Set<String> OTHER_FIELD_PATHS = Set.of(
            "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase");

    private static final Set<String> RESOURCE_FIELDS = new TreeSet<>(Set.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory"));

    private ContainerRules() {}

    /** @param volumes the names of the pod's volumes */
    static void check(Field container, Set<String> volumes) {
        var name = container.child("name");
        if (name.require("")) {
            name.invalid(NameRules.dnsLabel(name.text()));
        }
        container.child("image").require("");
        container.child("terminationMessagePolicy").oneOf(List.of("File", "FallbackToLogsOnError"));
        checkPorts(container.child("ports"));
        container.child("env").elements().forEach(ContainerRules::checkVariable);
        container.child("envFrom").elements().forEach(ContainerRules::checkVariables);
        checkMounts(container.child("volumeMounts"), volumes);
        container.child("imagePullPolicy").oneOf(List.of("Always", "IfNotPresent", "Never"));
        checkResources(container.child("resources"));
    }

    /** The probes and hooks of a container that runs on. */
    static void checkLifecycle(Field container) {
        for (var hook : List.of("postStart", "preStop")) {
            var handler = container.child("lifecycle").child(hook);
            if (handler.isSet()) {
                checkHandler(handler, List.of("exec", "httpGet", "tcpSocket", "sleep"));
            }
        }
        for (var name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            var probe = container.child(name);
            if (probe.isSet()) {
                checkProbe(probe, name.equals("readinessProbe"));
            }
        }
    }

    private static void checkPorts(Field ports) {
        var names = new HashSet<String>();
        ports.elements().forEach(port -> {
            var name = port.child("name");
            if (name.isSet()) {
                var problems = NameRules.portName(name.text());
                name.invalid(problems);
                if (problems.isEmpty() && !names.add(name.text())) {
                    name.errors().add(FieldError.duplicate(name.path(), name.value()));
                }
            }
            var number = port.child("containerPort");
            if (number.value().asInt() == 0) {
                number.required("");
            } else {
                number.between(1, 65535);
            }
            if (port.child("hostPort").value().asInt() != 0) {
                port.child("hostPort").between(1, 65535);
            }
            port.child("protocol").requireOneOf(List.of("SCTP", "TCP", "UDP"));
        });
    }

    private static void checkVariable(Field variable) {
        var name = variable.child("name");
        if (name.require("")) {
            name.invalid(NameRules.environmentVariable(name.text()));
        }
        var source = variable.child("valueFrom");
        if (!source.isSet()) {
            return;
        }
        var count = source.value().size();
        if (count == 0) {
            source.errors()
                    .add(
                            FieldError.invalid(
                                    source.path(),
                                    "",
                                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"));
        } else if (variable.child("value").isSet()) {
            source.errors()
                    .add(FieldError.invalid(source.path(), "", "may not be specified when `value` is not empty"));
        } else if (count > 1) {
            source.errors()
                    .add(FieldError.invalid(source.path(), "", "may not have more than one field specified at a time"));
        }
        for (var reference : List.of("configMapKeyRef", "secretKeyRef")) {
            var key = source.child(reference);
            if (key.isSet()) {
                key.child("name").checkName();
                if (key.child("key").require("")) {
                    key.child("key")
                            .invalid(NameRules.configKey(key.child("key").text()));
                }
            }
        }
        checkFieldPath(source.child("fieldRef"));
        checkResourceField(source.child("resourceFieldRef"));
    }

    private static void checkFieldPath(Field reference) {
        var path = reference.child("fieldPath");
        if (!reference.isSet() || !path.require("")) {
            return;
        }
        var subscripted = path.text().matches("metadata\\.(labels|annotations)\\['[^']+'\\]");
        if (subscripted || FIELD_PATHS.contains(path.text())) {
            return;
        }
        if (OTHER_FIELD_PATHS.contains(path.text())) {
            path.oneOf(FIELD_PATHS);
        } else {
            path.invalid("error converting fieldPath: field label not supported: " + path.text());
        }
    }

    private static void checkResourceField(Field reference) {
        var resource = reference.child("resource");
        if (reference.isSet() && resource.require("") && !resource.text().matches("(limits|requests)\\.hugepages-.+")) {
            resource.oneOf(RESOURCE_FIELDS);
        }
    }

    private static void checkVariables(Field source) {
        if (source.child("prefix").isSet()) {
            source.child("prefix")
                    .invalid(
                            NameRules.environmentVariable(source.child("prefix").text()));
        }
        var references = List.of(source.child("configMapRef"), source.child("secretRef"));
        var set = references.stream().filter(Field::isSet).toList();
        set.forEach(reference -> reference.child("name").require(""));
        if (set.size() != 1) {
            source.errors()
                    .add(FieldError.invalid(
                            source.path(),
                            "",
                            set.isEmpty()
                                    ? "must specify one of: `configMapRef` or `secretRef`"
                                    : "may not have more than one field specified at a time"));
        }
    }

    private static void checkMounts(Field mounts, Set<String> volumes) {
        var paths = new HashSet<String>();
        mounts.elements().forEach(mount -> {
            var name = mount.child("name");
            name.require("");
            if (!volumes.contains(name.text())) {
                name.notFound();
            }
            var path = mount.child("mountPath");
            path.require("");
            if (!paths.add(path.text())) {
                path.invalid("must be unique");
            }
            for (var subPath : List.of("subPath", "subPathExpr")) {
                if (mount.child(subPath).isSet()) {
                    VolumeRules.checkPath(
                            new Field(mount.child(subPath).value(), mounts.path() + "." + subPath, mounts.errors()));
                }
            }
        });
    }

    static void checkResources(Field resources) {
        var limits = resources.child("limits");
        var requests = resources.child("requests");
        limits.value().properties().forEach(limit -> checkAmount(limits, limit.getKey()));
        for (var request : requests.value().properties()) {
            var name = request.getKey();
            checkAmount(requests, name);
            var wanted = CanonicalQuantity.amount(request.getValue().asText());
            var limit = Optional.ofNullable(limits.value().get(name))
                    .flatMap(value -> CanonicalQuantity.amount(value.asText()));
            // Only what the kernel can take back may be promised twice.
            var overcommit = STANDARD_RESOURCES.contains(name);
            if (limit.isEmpty()) {
                if (!overcommit) {
                    limits.required("Limit must be set for non overcommitable resources");
                }
            } else if (wanted.isPresent()) {
                var order = wanted.get().compareTo(limit.get());
                var shown = limits.value().path(name).asText();
                if (order != 0 && !overcommit) {
                    requests.invalidKey(
                            request.getValue().asText(), List.of("must be equal to " + name + " limit of " + shown));
                } else if (order > 0) {
                    requests.invalidKey(
                            request.getValue().asText(),
                            List.of("must be less than or equal to " + name + " limit of " + shown));
                }
            }
        }
    }

    private static void checkAmount(Field amounts, String name) {
        var amount = amounts.entry(name);
        var problems = NameRules.qualifiedName(name);
        amount.invalidKey(name, problems);
        if (problems.isEmpty()
                && !name.contains("/")
                && !STANDARD_RESOURCES.contains(name)
                && !name.startsWith("hugepages-")) {
            amount.invalidKey(
                    name,
                    List.of(
                            "must be a standard resource type or fully qualified",
                            "must be a standard resource for containers"));
        }
        checkQuantity(amount);
        var number = CanonicalQuantity.amount(amount.text());
        if (name.contains("/")
                && number.filter(value -> value.stripTrailingZeros().scale() > 0)
                        .isPresent()) {
            amount.invalid("must be an integer");
        }
    }

    /** An amount that is not below nothing. */
    static void checkQuantity(Field amount) {
        if (CanonicalQuantity.amount(amount.text())
                .filter(value -> value.signum() < 0)
                .isPresent()) {
            amount.invalid("must be greater than or equal to 0");
        }
    }

    private static void checkProbe(Field probe, boolean readiness) {
        checkHandler(probe, List.of("exec", "httpGet", "tcpSocket", "grpc"));
        for (var name : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            probe.child(name).nonNegative();
        }
        var grace = probe.child("terminationGracePeriodSeconds");
        if (grace.value().isNumber() && grace.value().asLong() <= 0) {
            grace.invalid("must be greater than 0");
        }
        if (!readiness && probe.child("successThreshold").value().asInt(1) != 1) {
            probe.child("successThreshold").invalid("must be 1");
        }
        if (readiness && grace.isSet()) {
            grace.invalid("must not be set for readinessProbes");
        }
    }

    private static void checkHandler(Field handler, List<String> types) {
        var set = types.stream().map(handler::child).filter(Field::isSet).toList();
        if (set.isEmpty()) {
            handler.required("must specify a handler type");
            return;
        }
        set.stream().skip(1).forEach(extra -> extra.forbidden("may not specify more than 1 handler type"));
        var first = set.getFirst();
        switch (first.path().substring(first.path().lastIndexOf('.') + 1)) {
            case "exec" -> {
                if (first.child("command").value().isEmpty()) {
                    first.child("command").required("");
                }
            }
            case "httpGet" -> {
                first.child("path").require("");
                checkPort(first.child("port"));
                first.child("scheme").oneOf(List.of("HTTP", "HTTPS"));
            }
            case "tcpSocket", "grpc" -> checkPort(first.child("port"));
            default -> {}
        }
    }

    /** A port by number or by name. */
    static void checkPort(Field port) {
        if (port.value().isTextual()) {
            port.invalid(NameRules.portName(port.text()));
        } else if (port.value().asInt() < 1 || port.value().asInt() > 65535) {
            port.invalid("must be between 1 and 65535, inclusive");
        }
    }
}
