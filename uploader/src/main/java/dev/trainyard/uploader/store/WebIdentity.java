package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A role that the pod's service account may take (IRSA): STS gives keys for the token that the kubelet keeps fresh.
 *
 * @param sts its URL
 * @param network the way there
 */
public record WebIdentity(URI sts, String role, Path token, String session, Network network)
        implements TemporaryKeys.Issuer {
    /** The STS of a region. */
    public static URI sts(String region) {
        return URI.create("https://" + S3Location.awsHost("sts", region));
    }

    @Override
    public TemporaryKeys.Issued issue() throws StoreException {
        try {
            var form = new TreeMap<>(Map.of(
                    "Action",
                    "AssumeRoleWithWebIdentity",
                    "Version",
                    "2011-06-15",
                    "RoleArn",
                    role,
                    "RoleSessionName",
                    session,
                    "WebIdentityToken",
                    Files.readString(token).strip()));
            var answer = KeyIssuers.send(
                    network,
                    "POST",
                    sts,
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    Optional.of(Signature.query(form).getBytes(StandardCharsets.UTF_8)));
            var xml = answer.xml();
            var key = xml.text("AccessKeyId");
            var secret = xml.text("SecretAccessKey");
            var expiry = xml.text("Expiration");
            if (answer.status() == 200 && key.isPresent() && secret.isPresent() && expiry.isPresent()) {
                return new TemporaryKeys.Issued(
                        new Credentials(key.get(), secret.get(), xml.text("SessionToken")),
                        KeyIssuers.time(expiry.get()));
            }
            throw KeyIssuers.refusal(answer, "%s gives no keys for the role %s".formatted(sts, role), place());
        } catch (IOException e) {
            throw new StoreException.Unavailable(
                    "cannot get keys for the role %s from %s: %s".formatted(role, sts, e), e);
        }
    }

    @Override
    public String place() {
        return "the role %s and what it trusts".formatted(role);
    }
}
