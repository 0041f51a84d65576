package dev.trainyard.cluster.table;

import static dev.trainyard.cluster.table.ColumnPrinter.age;
import static dev.trainyard.cluster.table.ColumnPrinter.name;
import static dev.trainyard.cluster.table.ColumnPrinter.number;
import static dev.trainyard.cluster.table.ColumnPrinter.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.object.Rfc3339;
import dev.trainyard.cluster.table.ColumnPrinter.Cell;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of what makes pods, and of what stands before and beside them. */
final class WorkloadPrinters {
    private static final String NONE = "<none>";

    static final Printer DEPLOYMENT = ColumnPrinter.of(
            name(),
            text("Ready", "Replicas that are ready, of those wanted.", WorkloadPrinters::readyOfWanted),
            number(
                    "Up-to-date",
                    "Replicas of the present template.",
                    object -> object.number("status/updatedReplicas")),
            number("Available", "Replicas ready for long enough.", object -> object.number("status/availableReplicas")),
            age(),
            containers("spec/template").wide(),
            images("spec/template").wide(),
            selector("spec/selector").wide());

    static final Printer REPLICA_SET = replicas(selector("spec/selector"));

    static final Printer REPLICATION_CONTROLLER = replicas(
            text("Selector", "The labels of its pods.", object -> ObjectView.labels(object.at("spec/selector"))));

    static final Printer STATEFUL_SET = ColumnPrinter.of(
            name(),
            text("Ready", "Replicas that are ready, of those wanted.", WorkloadPrinters::readyOfWanted),
            age(),
            containers("spec/template").wide(),
            images("spec/template").wide());

    static final Printer DAEMON_SET = ColumnPrinter.of(
            name(),
            number("Desired", "Nodes that want a pod.", object -> object.number("status/desiredNumberScheduled")),
            number("Current", "Nodes that have one.", object -> object.number("status/currentNumberScheduled")),
            number("Ready", "Nodes whose pod is ready.", object -> object.number("status/numberReady")),
            number(
                    "Up-to-date",
                    "Nodes with a pod of the present template.",
                    object -> object.number("status/updatedNumberScheduled")),
            number(
                    "Available",
                    "Nodes whose pod is ready for long enough.",
                    object -> object.number("status/numberAvailable")),
            text(
                    "Node Selector",
                    "The labels of its nodes.",
                    object -> ObjectView.labels(object.at("spec/template/spec/nodeSelector"))),
            age(),
            containers("spec/template").wide(),
            images("spec/template").wide(),
            selector("spec/selector").wide());

    static final Printer JOB = ColumnPrinter.of(
            name(),
            text("Status", "Status of the job.", WorkloadPrinters::jobStatus),
            text("Completions", "Pods that succeeded, of those wanted.", WorkloadPrinters::completions),
            text("Duration", "How long it took, or has taken so far.", WorkloadPrinters::duration),
            age(),
            containers("spec/template").wide(),
            images("spec/template").wide(),
            selector("spec/selector").wide());

    static final Printer CRON_JOB = ColumnPrinter.of(
            name(),
            text("Schedule", "When it runs.", object -> object.text("spec/schedule")),
            text("Timezone", "The time zone of the schedule.", object -> object.text("spec/timeZone", NONE)),
            text("Suspend", "Whether it rests.", object -> capitalized(object.text("spec/suspend", "<unset>"))),
            number(
                    "Active",
                    "Jobs that run now.",
                    object -> object.at("status/active").size()),
            text(
                    "Last Schedule",
                    "Time since it last ran.",
                    object -> object.text("status/lastScheduleTime").isEmpty()
                            ? NONE
                            : object.age("status/lastScheduleTime")),
            age(),
            containers("spec/jobTemplate/spec/template").wide(),
            images("spec/jobTemplate/spec/template").wide(),
            selector("spec/jobTemplate/spec/selector").wide());

    static final Printer POD_TEMPLATE = ColumnPrinter.of(
            name(),
            containers("template"),
            images("template"),
            text(
                    "Pod Labels",
                    "The labels of its pods.",
                    object -> ObjectView.labels(object.at("template/metadata/labels"))));

    static final Printer CONTROLLER_REVISION = ColumnPrinter.of(
            name(),
            text("Controller", "Who owns it.", WorkloadPrinters::controller),
            number("Revision", "Its number.", object -> object.number("revision")),
            age());

    static final Printer POD_DISRUPTION_BUDGET = ColumnPrinter.of(
            name(),
            text("Min Available", "Pods that must stay.", object -> object.text("spec/minAvailable", "N/A")),
            text("Max Unavailable", "Pods that may be missing.", object -> object.text("spec/maxUnavailable", "N/A")),
            number(
                    "Allowed Disruptions",
                    "Pods that may be evicted now.",
                    object -> object.number("status/disruptionsAllowed")),
            age());

    static final Printer HORIZONTAL_POD_AUTOSCALER = ColumnPrinter.of(
            name(),
            text(
                    "Reference",
                    "What it scales.",
                    object -> object.text("spec/scaleTargetRef/kind") + "/" + object.text("spec/scaleTargetRef/name")),
            text("Targets", "What it measures, and aims at.", WorkloadPrinters::metrics),
            text("MinPods", "The fewest replicas.", object -> object.text("spec/minReplicas", "<unset>")),
            number("MaxPods", "The most replicas.", object -> object.number("spec/maxReplicas")),
            number("Replicas", "The replicas now.", object -> object.number("status/currentReplicas")),
            age());

    static final Printer INGRESS = ColumnPrinter.of(
            name(),
            text("Class", "The ingress class.", object -> object.text("spec/ingressClassName", NONE)),
            text("Hosts", "The hosts that it answers for.", WorkloadPrinters::hosts),
            text("Address", "Where it answers.", object -> String.join(",", CorePrinters.loadBalancers(object))),
            text(
                    "Ports",
                    "The ports that it opens.",
                    object -> object.at("spec/tls").isEmpty() ? "80" : "80, 443"),
            age());

    static final Printer INGRESS_CLASS = ColumnPrinter.of(
            name(),
            text("Controller", "What serves the class.", object -> object.text("spec/controller")),
            text("Parameters", "An object with more settings.", WorkloadPrinters::ingressParameters),
            age());

    static final Printer NETWORK_POLICY = ColumnPrinter.of(
            name(),
            text(
                    "Pod-Selector",
                    "The pods that it is for.",
                    object -> ObjectView.selector(object.at("spec/podSelector"))),
            age());

    static final Printer ROLE_BINDING = ColumnPrinter.of(
            name(),
            text(
                    "Role",
                    "The role that is given.",
                    object -> object.text("roleRef/kind") + "/" + object.text("roleRef/name")),
            age(),
            text("Users", "Users who have it.", object -> subjects(object, "User"))
                    .wide(),
            text("Groups", "Groups that have it.", object -> subjects(object, "Group"))
                    .wide(),
            text("ServiceAccounts", "Service accounts that have it.", object -> subjects(object, "ServiceAccount"))
                    .wide());

    static final Printer WEBHOOKS = ColumnPrinter.of(
            name(),
            number(
                    "Webhooks",
                    "The number of webhooks.",
                    object -> object.at("webhooks").size()),
            age());

    private WorkloadPrinters() {}

    private static Printer replicas(Cell selector) {
        return ColumnPrinter.of(
                name(),
                number("Desired", "Replicas that are wanted.", object -> object.number("spec/replicas")),
                number("Current", "Replicas that exist.", object -> object.number("status/replicas")),
                number("Ready", "Replicas that are ready.", object -> object.number("status/readyReplicas")),
                age(),
                containers("spec/template").wide(),
                images("spec/template").wide(),
                selector.wide());
    }

    private static Cell containers(String template) {
        return text(
                "Containers",
                "Names of the template's containers.",
                object -> ObjectView.joined(object.at(template + "/spec/containers"), "name"));
    }

    private static Cell images(String template) {
        return text(
                "Images",
                "Images of the template's containers.",
                object -> ObjectView.joined(object.at(template + "/spec/containers"), "image"));
    }

    private static Cell selector(String path) {
        return text("Selector", "The labels of its pods.", object -> ObjectView.selector(object.at(path)));
    }

    private static String readyOfWanted(ObjectView object) {
        return object.number("status/readyReplicas") + "/" + object.number("spec/replicas");
    }

    private static String jobStatus(ObjectView job) {
        if (job.hasCondition("Complete")) {
            return "Complete";
        } else if (job.hasCondition("Failed")) {
            return "Failed";
        } else if (job.isBeingDeleted()) {
            return "Terminating";
        }
        return Stream.of("Suspended", "FailureTarget", "SuccessCriteriaMet")
                .filter(job::hasCondition)
                .findFirst()
                .orElse("Running");
    }

    private static String completions(ObjectView job) {
        var succeeded = job.number("status/succeeded");
        if (!job.at("spec/completions").isMissingNode()) {
            return succeeded + "/" + job.number("spec/completions");
        }
        var parallelism = job.number("spec/parallelism");
        return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
    }

    private static String duration(ObjectView job) {
        var start = job.text("status/startTime");
        var end = job.text("status/completionTime");
        if (start.isEmpty() || end.isEmpty()) {
            return start.isEmpty() ? "" : Ages.since(start, job.now());
        }
        return Rfc3339.parse(end).map(ended -> Ages.since(start, ended)).orElse("<invalid>");
    }

    private static String controller(ObjectView revision) {
        return ObjectView.each(revision.at("metadata/ownerReferences"))
                .filter(owner -> owner.path("controller").asBoolean())
                .findFirst()
                .map(owner -> {
                    var apiVersion = owner.path("apiVersion").asText();
                    var group = apiVersion.contains("/") ? "." + apiVersion.substring(0, apiVersion.indexOf('/')) : "";
                    return owner.path("kind").asText().toLowerCase(Locale.ROOT) + group + "/"
                            + owner.path("name").asText();
                })
                .orElse(NONE);
    }

    private static String metrics(ObjectView autoscaler) {
        var specs = autoscaler.at("spec/metrics");
        var statuses = autoscaler.at("status/currentMetrics");
        var metrics = Stream.iterate(0, index -> index < specs.size(), index -> index + 1)
                .map(index -> metric(specs.get(index), statuses.path(index)))
                .toList();
        return metrics.isEmpty() ? NONE : ObjectView.shortened(metrics, 2, ", ");
    }

    private static String metric(JsonNode spec, JsonNode status) {
        var type = spec.path("type").asText();
        if (type.isEmpty()) {
            return "<unknown type>";
        }
        var source = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        var target = spec.path(source).path("target");
        var current = status.path(source).path("current");
        var isResource = type.equals("Resource") || type.equals("ContainerResource");
        var average = target.path("averageValue").asText();
        if (!isResource) {
            return average.isEmpty()
                    ? current.path("value").asText("<unknown>") + "/"
                            + target.path("value").asText("0")
                    : current.path("averageValue").asText("<unknown>") + "/" + average
                            + (type.equals("Pods") ? "" : " (avg)");
        }
        var values = average.isEmpty()
                ? percent(current).orElse("<unknown>") + "/" + percent(target).orElse("<auto>")
                : current.path("averageValue").asText("<unknown>") + "/" + average;
        return spec.path(source).path("name").asText() + ": " + values;
    }

    private static Optional<String> percent(JsonNode value) {
        var utilization = value.path("averageUtilization");
        return utilization.isNumber() ? Optional.of(utilization.asText() + "%") : Optional.empty();
    }

    private static String hosts(ObjectView ingress) {
        var hosts = ObjectView.each(ingress.at("spec/rules"))
                .map(rule -> rule.path("host").asText())
                .filter(host -> !host.isEmpty())
                .toList();
        return hosts.isEmpty() ? "*" : ObjectView.shortened(hosts, 3, ",");
    }

    private static String ingressParameters(ObjectView ingressClass) {
        var parameters = ingressClass.at("spec/parameters");
        var group = parameters.path("apiGroup").asText();
        return parameters.isObject()
                ? parameters.path("kind").asText() + (group.isEmpty() ? "" : "." + group) + "/"
                        + parameters.path("name").asText()
                : NONE;
    }

    private static String subjects(ObjectView binding, String kind) {
        var names = ObjectView.each(binding.at("subjects"))
                .filter(subject -> subject.path("kind").asText().equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.path("namespace").asText() + "/"
                                + subject.path("name").asText()
                        : subject.path("name").asText())
                .toList();
        return String.join(", ", names);
    }

    private static String capitalized(String flag) {
        return switch (flag) {
            case "true" -> "True";
            case "false" -> "False";
            default -> flag;
        };
    }
}
