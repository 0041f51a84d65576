package dev.trainyard.cluster.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The file that tells {@code kubectl} and every other client where the cluster is and who they are. */
final class Kubeconfig {
    private Kubeconfig() {}

    static String of(String url, String authorityPem, String token) {
        String authority = Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.US_ASCII));
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: trainyard
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: trainyard-admin
                  user:
                    token: %s
                contexts:
                - name: trainyard
                  context:
                    cluster: trainyard
                    user: trainyard-admin
                    namespace: default
                current-context: trainyard
                """.formatted(url, authority, token);
    }
}
