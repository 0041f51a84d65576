package dev.trainyard.cluster.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    /** Against the labels app=web, tier=front, empty='', count=5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                          | true",
                "app=web                   | true",
                "app==web                  | true",
                "app = web , tier = front  | true",
                "app=api                   | false",
                "app!=api                  | true",
                "missing!=x                | true",
                "app in (web,api)          | true",
                "app in ( api )            | false",
                "app notin (api)           | true",
                "missing notin (api)       | true",
                "missing in (api)          | false",
                "app                       | true",
                "missing                   | false",
                "!missing                  | true",
                "!app                      | false",
                "empty=                    | true",
                "empty in ()               | true",
                "count>4                   | true",
                "count<5                   | false",
                "app>1                     | false",
                "app,tier in (front),!x    | true",
                "in=x                      | false",
            })
    void labelSelectorsMatch(String selector, boolean matches) throws IOException, SelectorException {
        var object = object("metadata: {labels: {app: web, tier: front, empty: '', count: '5'}}");

        assertThat(LabelSelector.parse(selector == null ? "" : selector).matches(object))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "app=web=x   | found '=', expected: ',' or 'end of string'",
                "app web     | unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt",
                "app in web  | unable to parse requirement: found 'web', expected: '('",
                "app in (web | unable to parse requirement: found '', expected: ',' or ')'",
                "=x          | found '=', expected: !, identifier, or 'end of string'",
                "app,        | found '', expected: identifier after ','",
                "a>b         | unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
            })
    void labelSelectorsThatCannotBeReadSayWhere(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(SelectorException.class)
                .hasMessage(message);
    }

    @Test
    void keysAndValuesMustBeThoseOfLabels() {
        assertThatThrownBy(() -> LabelSelector.parse("-a-=b")).hasMessageContaining("Invalid value: \"-a-\"");
        assertThatThrownBy(() -> LabelSelector.parse("a=-b-")).hasMessageContaining("a valid label must be");
    }

    @Test
    void selectorsOfObjectsCombineLabelsAndExpressions() throws IOException, SelectorException {
        var selector = LabelSelector.of(YAML.readTree("""
                matchLabels: {app: web}
                matchExpressions:
                - {key: tier, operator: In, values: [front, back]}
                - {key: canary, operator: DoesNotExist}
                """));

        assertThat(selector.matches(object("metadata: {labels: {app: web, tier: back}}")))
                .isTrue();
        assertThat(selector.matches(object("metadata: {labels: {app: web, tier: back, canary: x}}")))
                .isFalse();
        assertThat(selector.matches(object("metadata: {labels: {app: web}}"))).isFalse();
        assertThat(LabelSelector.of(YAML.readTree("{}")).isEverything()).isTrue();
        assertThatThrownBy(() -> LabelSelector.of(YAML.readTree("{matchExpressions: [{key: a, operator: Like}]}")))
                .hasMessage("\"Like\" is not a valid label selector operator");
    }

    @Test
    void fieldSelectorsReadWhatTheKindSupports() throws IOException, SelectorException {
        var pod = object("""
                metadata: {name: web, namespace: default}
                spec: {nodeName: here, restartPolicy: Never}
                status: {phase: Running, podIP: 10.0.0.1}
                """);

        for (var matching : List.of(
                "",
                "metadata.name=web",
                "metadata.namespace==default,spec.nodeName=here",
                "status.phase!=Failed,status.phase!=Succeeded",
                "status.podIP=10.0.0.1",
                "spec.hostNetwork=false",
                "spec.schedulerName=")) {
            assertThat(FieldSelector.parse(matching, POD).matches(pod))
                    .as(matching)
                    .isTrue();
        }
        assertThat(FieldSelector.parse("spec.nodeName=", POD).matches(pod)).isFalse();
        assertThat(FieldSelector.parse("metadata.name=web", POD).name()).contains("web");
    }

    @Test
    void eventsAreSelectedByTheirObject() throws IOException, SelectorException {
        var kind = new GroupVersionKind("", "v1", "Event");
        var event = object(
                "{involvedObject: {kind: Pod, name: web, uid: u}, reason: Started, type: Normal, source: {component: agent}}");

        assertThat(FieldSelector.parse("involvedObject.name=web,involvedObject.uid=u,reason=Started,source=agent", kind)
                        .matches(event))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'' | v1 | Pod | spec.containers=x | field label not supported: spec.containers",
                "batch | v1 | Job | spec.x=1 | field label \"spec.x\" not supported for Job",
                "'' | v1 | ConfigMap | data=x | \"data\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                "'' | v1 | Pod | nonsense | invalid selector: 'nonsense'; can't understand 'nonsense'",
                "'' | v1 | Pod | metadata.name=a\\b | invalid field selector: invalid escape sequence: \\b",
            })
    void otherFieldsAreRefusedAsTheRealServerDoes(
            String group, String version, String kind, String selector, String message) {
        var resource = new GroupVersionKind(group.equals("''") ? "" : group, version, kind);

        assertThatThrownBy(() -> FieldSelector.parse(selector, resource))
                .isInstanceOf(SelectorException.class)
                .hasMessage(message);
    }

    @Test
    void customResourcesNameTheirFields() throws IOException, SelectorException {
        var kind = new GroupVersionKind("example.com", "v1", "Shirt");

        assertThat(FieldSelector.parse("spec.color=blue", kind, List.of(".spec.color"))
                        .matches(object("{spec: {color: blue}}")))
                .isTrue();
        assertThatThrownBy(() -> FieldSelector.parse("spec.size=L", kind, List.of(".spec.color")))
                .hasMessage("field label not supported: spec.size");
    }

    @Test
    void valuesCanEscapeWhatTheGrammarUses() throws IOException, SelectorException {
        assertThat(FieldSelector.parse("metadata.name=a\\,b\\=c", POD).matches(object("{metadata: {name: 'a,b=c'}}")))
                .isTrue();
    }

    private static ObjectNode object(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
