package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    api/v1/pods                                    | -            | v1 | pods       | -  | -     | -
                    api/v1/nodes/n1/status                         | -            | v1 | nodes      | -  | n1    | status
                    api/v1/namespaces                              | -            | v1 | namespaces | -  | -     | -
                    api/v1/namespaces/a                            | -            | v1 | namespaces | -  | a     | -
                    api/v1/namespaces/a/finalize                   | -            | v1 | namespaces | -  | a     | finalize
                    api/v1/namespaces/a/status                     | -            | v1 | namespaces | -  | a     | status
                    api/v1/namespaces/a/pods                       | -            | v1 | pods       | a  | -     | -
                    api/v1/namespaces/a/pods/p/log                 | -            | v1 | pods       | a  | p     | log
                    apis/kubeflow.org/v1/tfjobs                    | kubeflow.org | v1 | tfjobs     | -  | -     | -
                    apis/kubeflow.org/v1/namespaces/a/tfjobs/j     | kubeflow.org | v1 | tfjobs     | a  | j     | -
                    """)
    void namesAResource(
            String path,
            String group,
            String version,
            String plural,
            String namespace,
            String name,
            String subresource) {
        assertThat(RequestPath.parse(Arrays.asList(path.split("/", -1))))
                .isEqualTo(new RequestPath.Resource(
                        group == null ? "" : group,
                        version,
                        plural,
                        Optional.ofNullable(namespace),
                        Optional.ofNullable(name),
                        Optional.ofNullable(subresource)));
    }

    @ParameterizedTest
    @CsvSource({"api", "api/v1", "apis", "apis/apps", "apis/apps/v1", "version", "openapi/v3/api/v1", "api/v1/a/b/c/d/e"
    })
    void namesADocument(String path) {
        var segments = Arrays.asList(path.split("/", -1));
        assertThat(RequestPath.parse(segments)).isEqualTo(new RequestPath.Document(segments));
    }
}
