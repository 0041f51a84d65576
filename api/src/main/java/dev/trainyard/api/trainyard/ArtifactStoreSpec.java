package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Optional;

/**
 * Where to, with which credentials, for which jobs, and from which path.
 *
 * @param url bucket and optional prefix, {@code s3://bucket/prefix}
 * @param endpoint the server, for stores other than AWS: {@code http://127.0.0.1:9000}
 * @param region the region; {@code us-east-1} where unset
 * @param pathStyle whether the bucket stands in the path rather than the host name; false where unset
 * @param credentialsSecret the name of a Secret with {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and, for
 *     passing credentials, {@code AWS_SESSION_TOKEN}; where unset, the pod's own identity counts (IRSA and its like)
 * @param jobSelector which jobs, by label; all where unset
 * @param path the folder that the trainer writes its results to; {@code /output} where unset
 * @param uploadDeadlineSeconds seconds after the end of the training at which an upload that has not finished fails the
 *     job; 3600 where unset
 * @param image the uploader's image; the operator's default where unset
 */
@ValidationRule(
        value = "self.url.matches('^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$')",
        message = "url is s3://bucket or s3://bucket/prefix",
        fieldPath = ".url")
@ValidationRule(
        value = "!has(self.endpoint) || self.endpoint.matches('^https?://[^/]+/?$')",
        message = "endpoint is the server's address, http://host:port or https://host, without a path",
        fieldPath = ".endpoint")
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
        Optional<String> image) {}
