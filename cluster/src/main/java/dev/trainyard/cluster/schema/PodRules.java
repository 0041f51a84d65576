package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for pods and pod templates. */
final class PodRules {
    private static final String ONLY_SIDECARS = "may not be set for init containers without restartPolicy=Always";
    private static final List<String> MUTABLE =
            List.of("activeDeadlineSeconds", "tolerations", "schedulingGates", "terminationGracePeriodSeconds");

    private PodRules() {}

    static void check(Field pod, @Nullable ObjectNode old) {
        checkSpec(pod.child("spec"));
        if (old != null) {
            checkUpdate(pod.child("spec"), old.path("spec"));
        }
    }

    /**
     * Checks the template of a workload.
     *
     * @param restartPolicies those that the workload allows
     */
    static void checkTemplate(Field template, List<String> restartPolicies) {
        ObjectMetadata.checkLabels(template.child("metadata").child("labels"));
        ObjectMetadata.checkAnnotations(template.child("metadata").child("annotations"));
        checkSpec(template.child("spec"));
        template.child("spec").child("restartPolicy").oneOf(restartPolicies);
    }

    private static void checkSpec(Field spec) {
        var volumes = VolumeRules.check(spec.child("volumes"));
        checkContainers(spec, volumes);
        checkInitContainers(spec, volumes);
        spec.child("restartPolicy").oneOf(List.of("Always", "OnFailure", "Never"));
        spec.child("dnsPolicy").oneOf(List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
        ObjectMetadata.checkLabels(spec.child("nodeSelector"));
        for (var name : List.of("serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName")) {
            if (spec.child(name).isSet()) {
                spec.child(name).invalid(NameRules.dnsSubdomain(spec.child(name).text()));
            }
        }
        for (var name : List.of("hostname", "subdomain")) {
            if (spec.child(name).isSet()) {
                spec.child(name).invalid(NameRules.dnsLabel(spec.child(name).text()));
            }
        }
        spec.child("activeDeadlineSeconds").between(1, Integer.MAX_VALUE);
        spec.child("preemptionPolicy").oneOf(List.of("Never", "PreemptLowerPriority"));
        spec.child("tolerations").elements().forEach(PodRules::checkToleration);
        checkNodeAffinity(spec.child("affinity").child("nodeAffinity"));
    }

    private static void checkContainers(Field spec, Set<String> volumes) {
        var containers = spec.child("containers");
        if (containers.value().isEmpty()) {
            containers.required("");
        }
        containers.unique("name");
        containers.elements().forEach(container -> {
            ContainerRules.check(container, volumes);
            ContainerRules.checkLifecycle(container);
            container.child("restartPolicy").oneOf(List.of("Always", "Never", "OnFailure"));
        });
        checkHostPorts(containers);
    }

    private static void checkInitContainers(Field spec, Set<String> volumes) {
        var names = new HashSet<String>();
        spec.child("containers")
                .elements()
                .forEach(container -> names.add(container.child("name").text()));
        spec.child("initContainers").elements().forEach(container -> {
            ContainerRules.check(container, volumes);
            var name = container.child("name");
            if (name.isSet() && !names.add(name.text())) {
                name.errors().add(FieldError.duplicate(name.path(), name.value()));
            }
            if (container.child("restartPolicy").is("Always")) {
                ContainerRules.checkLifecycle(container);
                return;
            }
            for (var field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                if (container.child(field).isSet()) {
                    container.child(field).forbidden(ONLY_SIDECARS);
                }
            }
        });
    }

    private static void checkHostPorts(Field containers) {
        var taken = new HashSet<String>();
        containers
                .elements()
                .flatMap(container -> container.child("ports").elements())
                .forEach(port -> {
                    var hostPort = port.child("hostPort");
                    var key = port.child("protocol").text() + "/"
                            + port.child("hostIP").text() + "/" + hostPort.text();
                    if (hostPort.value().asInt() != 0 && !taken.add(key)) {
                        hostPort.errors().add(FieldError.duplicate(hostPort.path(), hostPort.value()));
                    }
                });
    }

    private static void checkToleration(Field toleration) {
        var key = toleration.child("key");
        var operator = toleration.child("operator");
        if (key.isSet()) {
            key.invalid(NameRules.qualifiedName(key.text()));
        } else if (!operator.is("Exists")) {
            operator.invalid(
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.child("tolerationSeconds").isSet()
                && !toleration.child("effect").is("NoExecute")) {
            toleration.child("effect").invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        var value = toleration.child("value");
        if (operator.is("Exists") && value.isSet()) {
            operator.invalidKey(value.text(), List.of("value must be empty when `operator` is 'Exists'"));
        }
        operator.oneOf(List.of("Equal", "Exists"));
        toleration.child("effect").oneOf(List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));
    }

    private static void checkNodeAffinity(Field affinity) {
        var required = affinity.child("requiredDuringSchedulingIgnoredDuringExecution");
        if (required.isSet()) {
            var terms = required.child("nodeSelectorTerms");
            if (terms.value().isEmpty()) {
                terms.required("must have at least one node selector term");
            }
            terms.elements().forEach(PodRules::checkNodeTerm);
        }
        affinity.child("preferredDuringSchedulingIgnoredDuringExecution")
                .elements()
                .forEach(preferred -> {
                    var weight = preferred.child("weight");
                    if (weight.value().asInt() < 1 || weight.value().asInt() > 100) {
                        weight.invalid("must be in the range 1-100");
                    }
                    checkNodeTerm(preferred.child("preference"));
                });
    }

    private static void checkNodeTerm(Field term) {
        term.child("matchExpressions").elements().forEach(requirement -> {
            requirement
                    .child("key")
                    .invalid(NameRules.qualifiedName(requirement.child("key").text()));
            var values = requirement.child("values");
            switch (requirement.child("operator").text()) {
                case "In", "NotIn" -> {
                    if (values.value().isEmpty()) {
                        values.required("must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (!values.value().isEmpty()) {
                        values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                case "Gt", "Lt" -> {
                    if (values.value().size() != 1) {
                        values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                    }
                }
                default -> requirement.child("operator").invalid("not a valid selector operator");
            }
        });
    }

    /** A pod's containers are what they are: only images and a few fields can change. */
    private static void checkUpdate(Field spec, JsonNode old) {
        for (var field : List.of("containers", "initContainers")) {
            if (spec.child(field).value().size() != old.path(field).size()) {
                spec.child(field).forbidden("pod updates may not add or remove containers");
                return;
            }
        }
        checkDeadline(spec.child("activeDeadlineSeconds"), old.path("activeDeadlineSeconds"));
        var kept = new HashSet<JsonNode>();
        spec.child("tolerations").value().forEach(toleration -> kept.add(withoutSeconds(toleration)));
        old.path("tolerations").forEach(toleration -> {
            if (!kept.contains(withoutSeconds(toleration))) {
                spec.child("tolerations")
                        .forbidden("existing toleration can not be modified except its tolerationSeconds");
            }
        });
        var before = immutablePart(old);
        var after = immutablePart(spec.value());
        // The scheduler's binding is the one change of a node that is allowed.
        if (!before.has("nodeName")) {
            after.remove("nodeName");
        }
        if (!before.equals(after)) {
            spec.forbidden("pod updates may not change fields other than `spec.containers[*].image`,"
                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to"
                    + " existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                    + " previously negative)\n" + Difference.of(before, after));
        }
    }

    private static void checkDeadline(Field deadline, JsonNode old) {
        if (old.isNumber() && !deadline.isSet()) {
            deadline.invalid("must not update from a positive integer to nil value");
        } else if (old.isNumber() && deadline.value().asLong() > old.asLong()) {
            deadline.invalid("must be less than or equal to previous value");
        }
    }

    private static JsonNode withoutSeconds(JsonNode toleration) {
        ObjectNode copy = toleration.deepCopy();
        copy.remove("tolerationSeconds");
        return copy;
    }

    private static ObjectNode immutablePart(JsonNode spec) {
        ObjectNode part = spec.deepCopy();
        part.remove(MUTABLE);
        for (var field : List.of("containers", "initContainers")) {
            part.path(field).forEach(container -> ((ObjectNode) container).remove("image"));
        }
        return part;
    }
}
