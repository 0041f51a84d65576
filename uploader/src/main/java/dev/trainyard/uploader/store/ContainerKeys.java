package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The agent of a node that gives keys to its pods (EKS Pod Identity, ECS).
 *
 * @param token what the agent knows the pod by
 */
public record ContainerKeys(URI agent, Optional<Path> token) implements TemporaryKeys.Issuer {
    @Override
    public TemporaryKeys.Issued issue() throws StoreException {
        try {
            var headers = token.isPresent()
                    ? Map.of("Authorization", Files.readString(token.get()).strip())
                    : Map.<String, String>of();
            var answer = KeyIssuers.send(Network.DIRECT, "GET", agent, headers, Optional.empty());
            if (answer.status() != 200) {
                throw KeyIssuers.refusal(answer, "%s gives no keys".formatted(agent), place());
            }
            return KeyIssuers.issued(answer);
        } catch (IOException e) {
            throw new StoreException.Unavailable("cannot get keys from %s: %s".formatted(agent, e), e);
        }
    }

    @Override
    public String place() {
        return "the identity of the pod's service account";
    }
}
