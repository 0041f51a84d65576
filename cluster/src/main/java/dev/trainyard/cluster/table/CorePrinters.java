package dev.trainyard.cluster.table;

import static dev.trainyard.cluster.table.ColumnPrinter.age;
import static dev.trainyard.cluster.table.ColumnPrinter.flag;
import static dev.trainyard.cluster.table.ColumnPrinter.name;
import static dev.trainyard.cluster.table.ColumnPrinter.number;
import static dev.trainyard.cluster.table.ColumnPrinter.text;
import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of pods, nodes, services, storage, configuration and events. */
final class CorePrinters {
    private static final String NONE = "<none>";
    private static final Map<String, String> ACCESS_MODES =
            Map.of("ReadWriteOnce", "RWO", "ReadOnlyMany", "ROX", "ReadWriteMany", "RWX", "ReadWriteOncePod", "RWOP");

    static final Printer POD = ColumnPrinter.of(
            name(),
            text("Ready", "Containers that are ready, of all.", pod -> {
                var status = PodStatus.of(pod);
                return status.ready() + "/" + status.total();
            }),
            text(
                    "Status",
                    "The state of the containers in a word.",
                    pod -> PodStatus.of(pod).reason()),
            text(
                    "Restarts",
                    "Restarts of the containers, and when the last one was.",
                    pod -> PodStatus.of(pod).restartsText(pod.now())),
            age(),
            text("IP", "The pod's address.", pod -> pod.text("status/podIPs/0/ip", NONE))
                    .wide(),
            text("Node", "The node it runs on.", pod -> pod.text("spec/nodeName", NONE))
                    .wide(),
            text(
                            "Nominated Node",
                            "The node that is being cleared for it.",
                            pod -> pod.text("status/nominatedNodeName", NONE))
                    .wide(),
            text("Readiness Gates", "Gates that are open, of all.", CorePrinters::readinessGates)
                    .wide());

    static final Printer NODE = ColumnPrinter.of(
            name(),
            text("Status", "Whether the node takes pods.", CorePrinters::nodeStatus),
            text("Roles", "The node's roles.", CorePrinters::nodeRoles),
            age(),
            text("Version", "The node agent's version.", node -> node.text("status/nodeInfo/kubeletVersion")),
            text("Internal-IP", "Its address in the cluster.", node -> nodeAddress(node, "InternalIP"))
                    .wide(),
            text("External-IP", "Its address outside.", node -> nodeAddress(node, "ExternalIP"))
                    .wide(),
            text("OS-Image", "The operating system.", node -> node.text("status/nodeInfo/osImage", "<unknown>"))
                    .wide(),
            text("Kernel-Version", "The kernel.", CorePrinters::kernel).wide(),
            text(
                            "Container-Runtime",
                            "What runs the containers.",
                            node -> node.text("status/nodeInfo/containerRuntimeVersion", "<unknown>"))
                    .wide());

    static final Printer SERVICE = ColumnPrinter.of(
            name(),
            text("Type", "How the service is exposed.", service -> service.text("spec/type")),
            text(
                    "Cluster-IP",
                    "Its address in the cluster.",
                    service -> service.text("spec/clusterIPs/0", service.text("spec/clusterIP", NONE))),
            text("External-IP", "Its addresses outside.", CorePrinters::externalAddress),
            text("Port(s)", "Its ports.", CorePrinters::servicePorts),
            age(),
            text("Selector", "The labels of its pods.", service -> ObjectView.labels(service.at("spec/selector")))
                    .wide());

    static final Printer ENDPOINTS = ColumnPrinter.of(
            name(), text("Endpoints", "Addresses and ports of the pods.", CorePrinters::endpoints), age());

    static final Printer ENDPOINT_SLICE = ColumnPrinter.of(
            name(),
            text("AddressType", "IPv4, IPv6 or FQDN.", slice -> slice.text("addressType")),
            text(
                    "Ports",
                    "The ports.",
                    slice -> listed(ObjectView.each(slice.at("ports"))
                            .map(port ->
                                    port.path("port").asText(port.path("name").asText("*"))))),
            text(
                    "Endpoints",
                    "The addresses.",
                    slice -> listed(ObjectView.each(slice.at("endpoints"))
                            .flatMap(endpoint -> ObjectView.each(endpoint.path("addresses")))
                            .map(JsonNode::asText))),
            age());

    static final Printer PERSISTENT_VOLUME_CLAIM = ColumnPrinter.of(
            name(),
            text("Status", "Bound, Pending or Lost.", CorePrinters::phaseOrTerminating),
            text("Volume", "The volume that it is bound to.", claim -> claim.text("spec/volumeName")),
            text("Capacity", "The volume's size.", claim -> ifBound(claim, claim.text("status/capacity/storage", "0"))),
            text(
                    "Access Modes",
                    "How the volume can be mounted.",
                    claim -> ifBound(claim, accessModes(claim.at("status/accessModes")))),
            text("StorageClass", "The storage class.", claim -> claim.text("spec/storageClassName")),
            text(
                    "VolumeAttributesClass",
                    "The class of changeable attributes.",
                    claim -> claim.text("spec/volumeAttributesClassName", "<unset>")),
            age(),
            text("VolumeMode", "Filesystem or Block.", claim -> claim.text("spec/volumeMode", "<unset>"))
                    .wide());

    static final Printer PERSISTENT_VOLUME = ColumnPrinter.of(
            name(),
            text("Capacity", "Its size.", volume -> volume.text("spec/capacity/storage", "0")),
            text("Access Modes", "How it can be mounted.", volume -> accessModes(volume.at("spec/accessModes"))),
            text(
                    "Reclaim Policy",
                    "What becomes of it without its claim.",
                    volume -> volume.text("spec/persistentVolumeReclaimPolicy")),
            text("Status", "Available, Bound, Released or Failed.", CorePrinters::phaseOrTerminating),
            text("Claim", "The claim that has it.", CorePrinters::claim),
            text("StorageClass", "The storage class.", volume -> volume.text("spec/storageClassName")),
            text(
                    "VolumeAttributesClass",
                    "The class of changeable attributes.",
                    volume -> volume.text("spec/volumeAttributesClassName", "<unset>")),
            text("Reason", "Why it is in that state.", volume -> volume.text("status/reason")),
            age(),
            text("VolumeMode", "Filesystem or Block.", volume -> volume.text("spec/volumeMode", "<unset>"))
                    .wide());

    static final Printer STORAGE_CLASS = ColumnPrinter.of(
            name(CorePrinters::nameOfDefault),
            text("Provisioner", "What makes the volumes.", storage -> storage.text("provisioner")),
            text(
                    "ReclaimPolicy",
                    "What becomes of volumes without a claim.",
                    storage -> storage.text("reclaimPolicy", "Delete")),
            text(
                    "VolumeBindingMode",
                    "When volumes are bound.",
                    storage -> storage.text("volumeBindingMode", "Immediate")),
            flag(
                    "AllowVolumeExpansion",
                    "Whether volumes can grow.",
                    storage -> storage.at("allowVolumeExpansion").asBoolean()),
            age());

    static final Printer NAMESPACE = ColumnPrinter.of(
            name(), text("Status", "Active or Terminating.", namespace -> namespace.text("status/phase")), age());

    static final Printer CONFIG_MAP = ColumnPrinter.of(
            name(),
            number(
                    "Data",
                    "The number of keys.",
                    map -> map.at("data").size() + map.at("binaryData").size()),
            age());

    static final Printer SECRET = ColumnPrinter.of(
            name(),
            text("Type", "What it is for.", secret -> secret.text("type")),
            number("Data", "The number of keys.", secret -> secret.at("data").size()),
            age());

    static final Printer SERVICE_ACCOUNT = ColumnPrinter.of(name(), age());

    static final Printer EVENT = ColumnPrinter.of(
            text("Last Seen", "Time since it was last seen.", CorePrinters::lastSeen),
            text("Type", "Normal or Warning.", event -> event.text("type")),
            text("Reason", "What happened, in a word.", event -> event.text("reason")),
            text("Object", "What it happened to.", CorePrinters::involvedObject),
            text("Subobject", "Which part of it.", event -> event.text("involvedObject/fieldPath"))
                    .wide(),
            text("Source", "Who tells of it.", CorePrinters::eventSource).wide(),
            text(
                    "Message",
                    "What happened, in a sentence.",
                    event -> event.text("message").strip()),
            text("First Seen", "Time since it was first seen.", CorePrinters::firstSeen)
                    .wide(),
            number("Count", "How often it was seen.", CorePrinters::eventCount).wide(),
            name().wide());

    static final Printer RESOURCE_QUOTA = ColumnPrinter.of(
            name(),
            text("Request", "What is used and granted.", quota -> usage(quota, false)),
            text("Limit", "What is used and granted, as limits.", quota -> usage(quota, true)),
            age());

    static final Printer LEASE = ColumnPrinter.of(
            name(), text("Holder", "Who holds it.", lease -> lease.text("spec/holderIdentity")), age());

    static final Printer PRIORITY_CLASS = ColumnPrinter.of(
            name(),
            number("Value", "The priority; higher goes first.", priority -> priority.number("value")),
            flag(
                    "Global-Default",
                    "Whether pods have it that name none.",
                    priority -> priority.at("globalDefault").asBoolean()),
            age(),
            text(
                            "PreemptionPolicy",
                            "Whether such pods can push others off.",
                            priority -> priority.text("preemptionPolicy"))
                    .wide());

    static final Printer RUNTIME_CLASS = ColumnPrinter.of(
            name(), text("Handler", "The container runtime's handler.", runtime -> runtime.text("handler")), age());

    private CorePrinters() {}

    private static String readinessGates(ObjectView pod) {
        var gates = pod.at("spec/readinessGates");
        var open = ObjectView.each(gates)
                .filter(gate -> pod.hasCondition(gate.path("conditionType").asText()))
                .count();
        return gates.isEmpty() ? NONE : open + "/" + gates.size();
    }

    private static String nodeStatus(ObjectView node) {
        var known = ObjectView.each(node.at("status/conditions"))
                .anyMatch(condition -> condition.path("type").asText().equals("Ready"));
        var readiness = node.hasCondition("Ready") ? "Ready" : "NotReady";
        var status = known ? readiness : "Unknown";
        return node.at("spec/unschedulable").asBoolean() ? status + ",SchedulingDisabled" : status;
    }

    private static String nodeRoles(ObjectView node) {
        var prefix = "node-role.kubernetes.io/";
        var roles = node.at("metadata/labels").properties().stream()
                .map(label -> {
                    var isRole = label.getKey().equals("kubernetes.io/role");
                    return label.getKey().startsWith(prefix)
                            ? label.getKey().substring(prefix.length())
                            : isRole ? label.getValue().asText() : "";
                })
                .filter(not(String::isEmpty))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        return roles.isEmpty() ? NONE : roles;
    }

    private static String nodeAddress(ObjectView node, String type) {
        return ObjectView.each(node.at("status/addresses"))
                .filter(address -> address.path("type").asText().equals(type))
                .map(address -> address.path("address").asText())
                .findFirst()
                .orElse(NONE);
    }

    private static String kernel(ObjectView node) {
        var architecture = node.text("status/nodeInfo/architecture");
        var kernel = node.text("status/nodeInfo/kernelVersion", "<unknown>");
        return architecture.isEmpty() ? kernel : kernel + " (" + architecture + ")";
    }

    private static String externalAddress(ObjectView service) {
        var addresses = new ArrayList<String>();
        if (service.text("spec/type").equals("LoadBalancer")) {
            addresses.addAll(loadBalancers(service));
        }
        service.at("spec/externalIPs").forEach(address -> addresses.add(address.asText()));
        return switch (service.text("spec/type")) {
            case "ExternalName" -> service.text("spec/externalName");
            case "ClusterIP", "NodePort" -> addresses.isEmpty() ? NONE : String.join(",", addresses);
            case "LoadBalancer" -> addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            default -> "<unknown>";
        };
    }

    /** The addresses at which a load balancer answers, of a service or an ingress. */
    static List<String> loadBalancers(ObjectView object) {
        return ObjectView.each(object.at("status/loadBalancer/ingress"))
                .map(ingress ->
                        ingress.path("ip").asText(ingress.path("hostname").asText()))
                .filter(not(String::isEmpty))
                .distinct()
                .sorted()
                .toList();
    }

    private static String servicePorts(ObjectView service) {
        var ports = ObjectView.each(service.at("spec/ports"))
                .map(port -> {
                    var nodePort = port.path("nodePort").asInt();
                    var number = port.path("port").asText() + (nodePort > 0 ? ":" + nodePort : "");
                    return number + "/" + port.path("protocol").asText();
                })
                .collect(Collectors.joining(","));
        return ports.isEmpty() ? NONE : ports;
    }

    private static String endpoints(ObjectView endpoints) {
        var all = ObjectView.each(endpoints.at("subsets"))
                .flatMap(subset -> {
                    var addresses = ObjectView.each(subset.path("addresses"))
                            .map(address -> address.path("ip").asText())
                            .toList();
                    return subset.path("ports").isEmpty()
                            ? addresses.stream()
                            : ObjectView.each(subset.path("ports"))
                                    .flatMap(port -> addresses.stream()
                                            .map(address -> (address.contains(":") ? "[" + address + "]" : address)
                                                    + ":" + port.path("port").asText()));
                })
                .toList();
        return endpoints.at("subsets").isEmpty() ? NONE : ObjectView.shortened(all, 3, ",");
    }

    private static String listed(Stream<String> items) {
        var all = items.toList();
        return all.isEmpty() ? "<unset>" : ObjectView.shortened(all, 3, ",");
    }

    private static String phaseOrTerminating(ObjectView object) {
        return object.isBeingDeleted() ? "Terminating" : object.text("status/phase");
    }

    private static String ifBound(ObjectView claim, String value) {
        return claim.text("spec/volumeName").isEmpty() ? "" : value;
    }

    private static String accessModes(JsonNode modes) {
        return Stream.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
                .filter(mode ->
                        ObjectView.each(modes).anyMatch(one -> one.asText().equals(mode)))
                .map(mode -> ACCESS_MODES.getOrDefault(mode, mode))
                .collect(Collectors.joining(","));
    }

    private static String claim(ObjectView volume) {
        var claim = volume.at("spec/claimRef");
        return claim.isObject()
                ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
                : "";
    }

    private static String nameOfDefault(ObjectView storage) {
        var annotations = storage.at("metadata/annotations");
        var isDefault = Stream.of(
                        "storageclass.kubernetes.io/is-default-class",
                        "storageclass.beta.kubernetes.io/is-default-class")
                .anyMatch(key -> annotations.path(key).asText().equals("true"));
        return storage.text("metadata/name") + (isDefault ? " (default)" : "");
    }

    private static String firstSeen(ObjectView event) {
        return Ages.since(event.text("firstTimestamp", event.text("eventTime")), event.now());
    }

    private static String lastSeen(ObjectView event) {
        var series = event.text("series/lastObservedTime");
        var last = series.isEmpty() ? event.text("lastTimestamp") : series;
        return last.isEmpty() ? firstSeen(event) : Ages.since(last, event.now());
    }

    private static long eventCount(ObjectView event) {
        return event.at("series").isObject() ? event.number("series/count") : Math.max(1, event.number("count"));
    }

    private static String involvedObject(ObjectView event) {
        var kind = event.text("involvedObject/kind").toLowerCase(Locale.ROOT);
        var name = event.text("involvedObject/name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String eventSource(ObjectView event) {
        var instance = event.text("source/host", event.text("reportingInstance"));
        var component = event.text("source/component", event.text("reportingComponent"));
        return instance.isEmpty() ? component : component + ", " + instance;
    }

    private static String usage(ObjectView quota, boolean limits) {
        return quota.at("status/hard").properties().stream()
                .filter(hard -> hard.getKey().startsWith("limits.") == limits)
                .map(hard -> hard.getKey() + ": "
                        + quota.at("status/used").path(hard.getKey()).asText("0") + "/"
                        + hard.getValue().asText())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
