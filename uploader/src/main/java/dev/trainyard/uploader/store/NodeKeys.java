package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The role of the machine (EC2's instance metadata, version 2), which counts where nothing else is said.
 *
 * @param metadata the URL of the metadata service
 */
public record NodeKeys(URI metadata) implements TemporaryKeys.Issuer {
    private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";

    @Override
    public TemporaryKeys.Issued issue() throws StoreException {
        try {
            var session = KeyIssuers.send(
                    Network.DIRECT,
                    "PUT",
                    metadata.resolve("/latest/api/token"),
                    Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"),
                    Optional.of(new byte[0]));
            if (session.status() != 200) {
                throw KeyIssuers.refusal(session, "%s gives no keys".formatted(metadata), place());
            }
            var headers = Map.of("X-aws-ec2-metadata-token", session.text());
            var role = KeyIssuers.send(Network.DIRECT, "GET", metadata.resolve(CREDENTIALS), headers, Optional.empty());
            if (role.status() != 200) {
                throw KeyIssuers.refusal(role, "this node has no role", place());
            }
            var name =
                    Signature.encode(role.text().lines().findFirst().orElse("").strip(), false);
            var keys = KeyIssuers.send(
                    Network.DIRECT, "GET", metadata.resolve(CREDENTIALS + name), headers, Optional.empty());
            if (keys.status() != 200) {
                throw KeyIssuers.refusal(keys, "%s gives no keys".formatted(metadata), place());
            }
            return KeyIssuers.issued(keys);
        } catch (IOException e) {
            throw new StoreException.Refused(
                    "there are no keys for the store: name a Secret in spec.credentialsSecret of the ArtifactStore, or give the pod's service account a role (%s does not answer either: %s; where this is EC2, its hop limit has to be 2)"
                            .formatted(metadata, e.getMessage()),
                    e);
        }
    }

    @Override
    public String place() {
        return "the node's role";
    }
}
