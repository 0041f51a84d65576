import dev.trainyard.cluster.pki.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Writes what {@code e2e/real-program.sh} needs into a folder: {@code ControlPlaneFolder FOLDER PORT}. */
final class ControlPlaneFolder {
    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var pki = Pki.open(folder.resolve("pki"));
        pki.apiServer(); // asking for it writes its files
        var authority = Base64.getEncoder().encodeToString(pki.authorityPem().getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: real, cluster: {server: "https://127.0.0.1:%s", certificate-authority-data: %s}}]
                users: [{name: admin, user: {token: %s}}]
                contexts: [{name: real, context: {cluster: real, user: admin}}]
                current-context: real
                """.formatted(args[1], authority, pki.adminToken()));
    }
}
