package dev.trainyard.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.cluster.table.Tables.IncludeObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** The columns READY, STATUS and RESTARTS of pods in all the states that kubectl has words for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0/1 Pending 0 | {containers: [{}]} | {phase: Pending}",
                "0/1 SchedulingGated 0 | {containers: [{}]} | {phase: Pending, conditions: [{type: PodScheduled, reason: SchedulingGated}]}",
                "0/1 Evicted 0 | {containers: [{}]} | {phase: Failed, reason: Evicted}",
                "1/2 Running 0 | {containers: [{}, {}]} | {phase: Running, containerStatuses: [{ready: true, state: {running: {}}}, {ready: false, state: {running: {}}}]}",
                "0/1 ContainerCreating 0 | {containers: [{}]} | {phase: Pending, containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]}",
                "0/1 CrashLoopBackOff 3 (5m ago) | {containers: [{}]} | {phase: Running, containerStatuses: [{restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {finishedAt: '2026-11-23T11:55:00Z'}}}]}",
                "0/1 Completed 0 | {containers: [{}]} | {phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed, exitCode: 0}}}]}",
                "0/1 Error 0 | {containers: [{}]} | {phase: Failed, containerStatuses: [{state: {terminated: {reason: Error, exitCode: 1}}}]}",
                "0/1 ExitCode:3 0 | {containers: [{}]} | {phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 3}}}]}",
                "0/1 Signal:9 0 | {containers: [{}]} | {phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 137, signal: 9}}}]}",
                "1/2 NotReady 0 | {containers: [{}, {}]} | {phase: Running, containerStatuses: [{state: {terminated: {reason: Completed, exitCode: 0}}}, {ready: true, state: {running: {}}}]}",
                "1/2 Running 0 | {containers: [{}, {}]} | {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{state: {terminated: {reason: Completed, exitCode: 0}}}, {ready: true, state: {running: {}}}]}",
                "0/1 Init:0/2 0 | {initContainers: [{name: a}, {name: b}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, state: {running: {}}}, {name: b, state: {waiting: {reason: PodInitializing}}}]}",
                "0/1 Init:1/2 0 | {initContainers: [{name: a}, {name: b}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, state: {terminated: {exitCode: 0}}}, {name: b, state: {running: {}}}]}",
                "0/1 Init:Error 2 | {initContainers: [{name: a}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, restartCount: 2, state: {terminated: {exitCode: 1, reason: Error}}}]}",
                "0/1 Init:ImagePullBackOff 0 | {initContainers: [{name: a}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, state: {waiting: {reason: ImagePullBackOff}}}]}",
                "2/2 Running 1 | {initContainers: [{name: a, restartPolicy: Always}], containers: [{}]} | {phase: Running, initContainerStatuses: [{name: a, started: true, ready: true, restartCount: 1, state: {running: {}}}], containerStatuses: [{ready: true, state: {running: {}}}]}",
            })
    void aPodIsSummedUpInAWord(String expected, String spec, String status) throws IOException {
        var cells = cells("", "Pod", "{metadata: {name: p}, spec: " + spec + ", status: " + status + "}");

        assertThat(cells.get(1) + " " + cells.get(2) + " " + cells.get(3)).isEqualTo(expected);
    }

    @Test
    void aPodThatIsBeingDeletedIsTerminating() throws IOException {
        assertThat(cells("", "Pod", """
                metadata: {name: p, deletionTimestamp: '2026-11-23T11:59:00Z', creationTimestamp: '2026-11-23T11:00:00Z'}
                spec: {nodeName: here, containers: [{}]}
                status: {phase: Running, podIPs: [{ip: 10.0.0.1}]}
                """))
                .containsExactly("p", "0/1", "Terminating", "0", "60m", "10.0.0.1", "here", "<none>", "<none>");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, <invalid>",
        "-1, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "11520, 3h12m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "180000, 2d2h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "63244800, 2y2d",
        "252288000, 8y",
    })
    void agesKeepTwoUnitsWhileTheyMatter(long seconds, String text) {
        assertThat(Ages.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void otherKindsLookAsKubectlShowsThem() throws IOException {
        assertThat(cells("", "Node", """
                metadata: {name: n, labels: {node-role.kubernetes.io/control-plane: ''}, creationTimestamp: '2026-11-22T12:00:00Z'}
                spec: {unschedulable: true}
                status:
                  conditions: [{type: Ready, status: 'True'}]
                  addresses: [{type: InternalIP, address: 127.0.0.1}]
                  nodeInfo: {kubeletVersion: v1, osImage: Debian, kernelVersion: '6', architecture: amd64}
                """))
                .containsExactly(
                        "n",
                        "Ready,SchedulingDisabled",
                        "control-plane",
                        "24h",
                        "v1",
                        "127.0.0.1",
                        "<none>",
                        "Debian",
                        "6 (amd64)",
                        "<unknown>");
        assertThat(cells("", "Service", """
                metadata: {name: s}
                spec: {type: ClusterIP, clusterIP: None, clusterIPs: [None], selector: {b: c, a: d},
                  ports: [{port: 80, protocol: TCP}, {port: 443, nodePort: 30443, protocol: TCP}]}
                """))
                .containsExactly("s", "ClusterIP", "None", "<none>", "80/TCP,443:30443/TCP", "<unknown>", "a=d,b=c");
        assertThat(cells("", "PersistentVolumeClaim", """
                metadata: {name: c}
                spec: {volumeName: v, storageClassName: local, volumeMode: Filesystem}
                status: {phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteMany, ReadWriteOnce]}
                """))
                .containsExactly("c", "Bound", "v", "1Gi", "RWO,RWX", "local", "<unset>", "<unknown>", "Filesystem");
        assertThat(cells("", "Event", """
                metadata: {name: e}
                lastTimestamp: '2026-11-23T11:59:30Z'
                firstTimestamp: '2026-11-23T11:00:00Z'
                count: 4
                type: Warning
                reason: Failed
                message: " it broke\\n"
                involvedObject: {kind: Pod, name: p}
                source: {component: agent, host: n}
                """))
                .containsExactly("30s", "Warning", "Failed", "pod/p", "", "agent, n", "it broke", "60m", "4", "e");
        assertThat(cells("batch", "Job", """
                metadata: {name: j}
                spec: {completions: 3, selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: x, image: i}]}}}
                status: {succeeded: 1, startTime: '2026-11-23T11:58:00Z'}
                """))
                .containsExactly("j", "Running", "1/3", "2m", "<unknown>", "x", "i", "a=b");
        assertThat(cells("", "Secret", "{metadata: {name: s}, type: Opaque, data: {a: '', b: ''}}"))
                .containsExactly("s", "Opaque", "2", "<unknown>");
        assertThat(cells("rbac.authorization.k8s.io", "Role", """
                metadata: {name: r, creationTimestamp: '2026-11-23T11:00:00Z'}""")).containsExactly("r", "2026-11-23T11:00:00Z");
    }

    @Test
    void customResourcesAreShownByTheirColumns() throws IOException {
        var printer = Tables.forCustomResource(YAML.readTree("""
                - {name: State, type: string, jsonPath: '.status.conditions[-1:].type'}
                - {name: Last, type: string, jsonPath: '.status.conditions[-1].type'}
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                - {name: Replicas, type: integer, jsonPath: .spec.replicas}
                - {name: Label, type: string, jsonPath: .metadata.labels.example\\.com/team}
                - {name: Quoted, type: string, jsonPath: ".metadata.labels['example.com/team']"}
                - {name: Started, type: date, jsonPath: .status.startTime, priority: 1}
                - {name: Missing, type: string, jsonPath: .status.nothing}
                """));
        var cells = printer.cells(object("""
                metadata: {name: x, labels: {example.com/team: blue}}
                spec: {replicas: 2}
                status: {startTime: '2026-11-23T11:00:00Z', conditions: [{type: Created, status: 'True'}, {type: Ready, status: 'False'}]}
                """), NOW);

        assertThat(cells)
                .extracting(JsonNode::asText)
                .containsExactly("x", "Ready", "Ready", "False", "2", "blue", "blue", "60m", "null");
        assertThat(printer.columns()).extracting(Column::priority).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0);
    }

    @Test
    void aTableHasWhatTheClientAsksFor() throws IOException {
        var printer = Tables.forKind("", "ConfigMap");
        var objects = List.of(object("{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {a: b}}"));
        var list = object("{resourceVersion: '7'}");
        var table = Tables.table(printer, objects.stream(), list, IncludeObject.METADATA, true, NOW);

        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("metadata").path("resourceVersion").asText()).isEqualTo("7");
        assertThat(table.path("columnDefinitions"))
                .extracting(column -> column.path("name").asText())
                .containsExactly("Name", "Data", "Age");
        assertThat(table.at("/rows/0/object"))
                .isEqualTo(object("{kind: PartialObjectMetadata, apiVersion: meta.k8s.io/v1, metadata: {name: m}}"));
        assertThat(Tables.table(printer, objects.stream(), list, IncludeObject.NONE, false, NOW)
                        .at("/rows/0/object")
                        .isMissingNode())
                .isTrue();
    }

    private static List<String> cells(String group, String kind, String yaml) throws IOException {
        return Tables.forKind(group, kind).cells(object(yaml), NOW).stream()
                .map(JsonNode::asText)
                .collect(Collectors.toList());
    }

    private static ObjectNode object(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
