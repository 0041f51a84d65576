package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for what makes pods from a template. */
final class WorkloadRules {
    private static final List<String> ALWAYS = List.of("Always");
    private static final List<String> STATEFUL_SET_MUTABLE = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    private WorkloadRules() {}

    /** Deployments, replica sets and daemon sets. */
    static void checkReplicated(Field workload, String kind, @Nullable ObjectNode old) {
        var spec = workload.child("spec");
        spec.child("replicas").nonNegative();
        spec.child("minReadySeconds").nonNegative();
        spec.child("revisionHistoryLimit").nonNegative();
        checkSelected(spec, kind.equals("DaemonSet") ? "daemonset" : "deployment");
        var deadline = spec.child("progressDeadlineSeconds");
        deadline.nonNegative();
        if (deadline.isSet()
                && deadline.value().asInt()
                        <= spec.child("minReadySeconds").value().asInt()) {
            deadline.invalid("must be greater than minReadySeconds");
        }
        var strategy = spec.child("strategy");
        strategy.child("type").oneOf(List.of("Recreate", "RollingUpdate"));
        if (strategy.child("type").is("Recreate")
                && strategy.child("rollingUpdate").isSet()) {
            strategy.child("rollingUpdate").forbidden("may not be specified when strategy `type` is 'Recreate'");
        }
        if (old != null) {
            spec.child("selector").immutable(old.path("spec").path("selector"));
        }
    }

    static void checkStatefulSet(Field set, @Nullable ObjectNode old) {
        var spec = set.child("spec");
        spec.child("replicas").nonNegative();
        spec.child("minReadySeconds").nonNegative();
        if (spec.child("serviceName").isSet() && old == null) {
            spec.child("serviceName")
                    .invalid(NameRules.dnsLabel(spec.child("serviceName").text()));
        }
        var management = spec.child("podManagementPolicy");
        if (management.isSet() && !List.of("OrderedReady", "Parallel").contains(management.text())) {
            management.invalid("must be 'OrderedReady' or 'Parallel'");
        }
        checkSelected(withClaimVolumes(spec), "statefulset");
        spec.child("volumeClaimTemplates").elements().forEach(claim -> CoreRules.checkClaimSpec(claim.child("spec")));
        if (old != null) {
            ObjectNode before = old.path("spec").deepCopy();
            ObjectNode after = spec.value().deepCopy();
            before.remove(STATEFUL_SET_MUTABLE);
            after.remove(STATEFUL_SET_MUTABLE);
            if (!before.equals(after)) {
                spec.forbidden("updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                        + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                        + " 'minReadySeconds' are forbidden");
            }
        }
    }

    /** Containers of a stateful set can mount its claim templates as if they were volumes. */
    private static Field withClaimVolumes(Field spec) {
        var claims = spec.child("volumeClaimTemplates").value();
        if (claims.isEmpty() || !(spec.value() instanceof ObjectNode original)) {
            return spec;
        }
        var copy = original.deepCopy();
        if (copy.at("/template/spec") instanceof ObjectNode pod) {
            ArrayNode volumes = pod.withArrayProperty("volumes");
            for (var claim : claims) {
                var name = claim.path("metadata").path("name").asText();
                volumes.addObject()
                        .put("name", name)
                        .putObject("persistentVolumeClaim")
                        .put("claimName", name);
            }
        }
        return new Field(copy, spec.path(), spec.errors());
    }

    static void checkJob(Field job, @Nullable ObjectNode old) {
        var spec = job.child("spec");
        checkJobSpec(spec);
        if (old != null) {
            var before = old.path("spec");
            for (var field : List.of("selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex")) {
                spec.child(field).immutable(before.path(field));
            }
            if (!before.path("suspend").asBoolean()) {
                spec.child("template").immutable(before.path("template"));
            }
            if (!spec.child("completionMode").is("Indexed")) {
                spec.child("completions").immutable(before.path("completions"));
            }
        }
    }

    static void checkCronJob(Field cronJob) {
        var spec = cronJob.child("spec");
        if (spec.child("schedule").require("")) {
            checkSchedule(spec.child("schedule"));
        }
        spec.child("concurrencyPolicy").oneOf(List.of("Allow", "Forbid", "Replace"));
        for (var field : List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            spec.child(field).nonNegative();
        }
        checkJobSpec(spec.child("jobTemplate").child("spec"));
    }

    private static void checkJobSpec(Field spec) {
        for (var field : List.of(
                "parallelism",
                "completions",
                "activeDeadlineSeconds",
                "backoffLimit",
                "ttlSecondsAfterFinished",
                "backoffLimitPerIndex",
                "maxFailedIndexes")) {
            spec.child(field).nonNegative();
        }
        spec.child("completionMode").oneOf(List.of("Indexed", "NonIndexed"));
        if (spec.child("completionMode").is("Indexed")
                && !spec.child("completions").isSet()) {
            spec.child("completions").required("when completion mode is Indexed");
        }
        PodRules.checkTemplate(spec.child("template"), List.of("OnFailure", "Never", "Always"));
        var restart = spec.child("template").child("spec").child("restartPolicy");
        if (restart.is("Always") || !restart.isSet()) {
            restart.required("valid values: \"OnFailure\", \"Never\"");
        }
    }

    /** Five fields, or one of the short words; what the fields may hold is the controller's business. */
    private static void checkSchedule(Field schedule) {
        var text = schedule.text().strip();
        var words = List.of(text.split("\\s+", -1));
        if (text.contains("TZ")) {
            schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        } else if (text.startsWith("@")) {
            var descriptors = List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
            if (!descriptors.contains(text.toLowerCase(Locale.ROOT)) && !text.startsWith("@every ")) {
                schedule.invalid("unrecognized descriptor: " + text);
            }
        } else if (words.size() != 5) {
            schedule.invalid("expected exactly 5 fields, found " + words.size() + ": " + words);
        }
    }

    private static void checkSelected(Field spec, String kind) {
        var selector = spec.child("selector");
        var template = spec.child("template");
        if (selector.require("")) {
            ObjectMetadata.checkLabels(selector.child("matchLabels"));
            if (selector.child("matchLabels").value().isEmpty()
                    && selector.child("matchExpressions").value().isEmpty()) {
                selector.invalid("empty selector is invalid for " + kind);
            } else if (!selects(selector.value(), template.value().at("/metadata/labels"))) {
                template.child("metadata").child("labels").invalid("`selector` does not match template `labels`");
            }
        }
        PodRules.checkTemplate(template, ALWAYS);
        if (template.child("spec").child("activeDeadlineSeconds").isSet()) {
            template.child("spec")
                    .child("activeDeadlineSeconds")
                    .forbidden("activeDeadlineSeconds in " + (kind.equals("statefulset") ? "StatefulSet" : "ReplicaSet")
                            + " is not Supported");
        }
    }

    /** Matches as a label selector does; this package is below the one of selectors. */
    private static boolean selects(JsonNode selector, JsonNode labels) {
        var mismatches = new ArrayList<String>();
        selector.path("matchLabels").properties().forEach(label -> {
            if (!label.getValue().equals(labels.path(label.getKey()))) {
                mismatches.add(label.getKey());
            }
        });
        for (var expression : selector.path("matchExpressions")) {
            var value = labels.path(expression.path("key").asText());
            var listed = new ArrayList<JsonNode>();
            expression.path("values").forEach(listed::add);
            var holds = switch (expression.path("operator").asText()) {
                case "In" -> listed.contains(value);
                case "NotIn" -> !listed.contains(value);
                case "Exists" -> !value.isMissingNode();
                case "DoesNotExist" -> value.isMissingNode();
                default -> false;
            };
            if (!holds) {
                mismatches.add(expression.path("key").asText());
            }
        }
        return mismatches.isEmpty();
    }
}
