package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import java.util.Optional;

/**
 * Where to, with which credentials, for which jobs, and from which path.
 *
 * @param url bucket and optional prefix, {@code s3://bucket/prefix}; or a folder, {@code file:///models}, where the
 *     uploader finds {@code volume} mounted
 * @param endpoint the server, for stores other than AWS: {@code http://127.0.0.1:9000}
 * @param region the region; {@code us-east-1} where unset
 * @param pathStyle whether the bucket stands in the path rather than the host name; false where unset
 * @param credentialsSecret the name of a Secret with {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and, for
 *     passing credentials, {@code AWS_SESSION_TOKEN}; where unset, the pod's own identity counts (IRSA and its like)
 * @param jobSelector which jobs, by label; all where unset
 * @param path the folder that the trainer writes its results to; {@code /output} where unset
 * @param uploadDeadlineSeconds seconds after the end of the training at which an upload that has not finished fails the
 *     job; 14400 where unset
 * @param image the uploader's image; the operator's default where unset
 * @param volume what a {@code file:} store is on; the uploader alone gets it
 * @param checksums {@code md5} for a server that refuses the newer checksums; {@code sha256} where unset
 * @param encryption how the server encrypts the files, {@code AES256} or {@code aws:kms}; as the bucket says where
 *     unset
 * @param kmsKey the key's ARN or alias, for {@code aws:kms}
 * @param storageClass of the files, such as {@code STANDARD_IA}; what describes a run has the bucket's own
 * @param tags what every object is tagged with
 * @param checkpoints what is saved while the training goes on, and brought back to a chief on an empty volume; nothing
 *     where unset
 * @param kibibytesPerSecond how much the uploader may send; no limit where unset
 * @param caBundle the certificates that signed the server's, where no public authority did
 * @param proxy the HTTP proxy that the server is reached through, {@code http://proxy:3128}; none where unset
 */
@ValidationRule(
        value =
                "self.url.matches('^s3://[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](/.*)?$') || self.url.matches('^file:///[^/]')",
        message = "url is s3://bucket, s3://bucket/prefix or file:///folder",
        fieldPath = ".url")
@ValidationRule(
        value = "!has(self.endpoint) || self.endpoint.matches('^https?://[^/]+(/[^?#]*)?$')",
        message = "endpoint is the server's address, http://host:port, https://host or https://host/path",
        fieldPath = ".endpoint")
@ValidationRule(
        value = "self.url.startsWith('file:') == has(self.volume)",
        message = "a file: store is on a volume, and no other store is",
        fieldPath = ".volume")
@ValidationRule(
        value = "!has(self.checksums) || self.checksums in ['sha256', 'md5']",
        message = "checksums is sha256 or md5",
        fieldPath = ".checksums")
@ValidationRule(
        value = "!has(self.encryption) || self.encryption in ['AES256', 'aws:kms']",
        message = "encryption is AES256 or aws:kms",
        fieldPath = ".encryption")
@ValidationRule(
        value = "!has(self.kmsKey) || (has(self.encryption) && self.encryption == 'aws:kms')",
        message = "kmsKey is for encryption aws:kms",
        fieldPath = ".kmsKey")
@ValidationRule(
        value = "!has(self.kibibytesPerSecond) || self.kibibytesPerSecond >= 1",
        message = "kibibytesPerSecond is 1 or more",
        fieldPath = ".kibibytesPerSecond")
@ValidationRule(
        value = "!has(self.proxy) || self.proxy.matches('^http://[^/@]+/?$')",
        message = "proxy is the address of an HTTP proxy without a password, http://host:port",
        fieldPath = ".proxy")
@ValidationRule(
        value = "!has(self.path) || self.path.matches('^/[^/]')",
        message = "path is the absolute path of a folder in the trainer's container, such as /output",
        fieldPath = ".path")
@ValidationRule(
        value = "!has(self.uploadDeadlineSeconds) || self.uploadDeadlineSeconds >= 0",
        message = "uploadDeadlineSeconds is 0 or more",
        fieldPath = ".uploadDeadlineSeconds")
public record ArtifactStoreSpec(
        @Required String url,
        Optional<String> endpoint,
        Optional<String> region,
        Optional<Boolean> pathStyle,
        Optional<String> credentialsSecret,
        Optional<LabelSelector> jobSelector,
        Optional<String> path,
        Optional<Long> uploadDeadlineSeconds,
        Optional<String> image,
        Optional<StoreVolume> volume,
        Optional<String> checksums,
        Optional<String> encryption,
        Optional<String> kmsKey,
        Optional<String> storageClass,
        @Size(max = 10) Optional<Map<String, String>> tags,
        Optional<Checkpoints> checkpoints,
        Optional<Integer> kibibytesPerSecond,
        Optional<CaBundle> caBundle,
        Optional<String> proxy) {

    private static final String FOLDER = "file://";

    /** The folder, of a store that is one. Its name is no getter's: it is no field of the spec. */
    public Optional<String> folder() {
        return url.startsWith(FOLDER) ? Optional.of(url.substring(FOLDER.length())) : Optional.empty();
    }
}
