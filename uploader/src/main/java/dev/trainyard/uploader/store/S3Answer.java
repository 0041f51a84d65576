package dev.trainyard.uploader.store;

import java.util.Optional;

/**
 * What an S3 server says no with.
 *
 * @param code the error code of the S3 API, such as {@code NoSuchBucket}; empty where the server gave none
 * @param message the server's own words
 */
record S3Answer(int status, String code, String message) {

    /**
     * Who asked.
     *
     * @param place where a person mends the key
     * @param renews whether another key may come
     * @param hasWorked whether the store has taken a request before
     */
    record Asker(String accessKeyId, String place, boolean renews, boolean hasWorked) {}

    static S3Answer of(HttpAnswer answer) {
        var xml = answer.xml();
        return new S3Answer(
                answer.status(),
                xml.text("Code").orElse(""),
                xml.text("Message").orElse(""));
    }

    /** What it means and what to do. The codes are those of the S3 API reference, "Error responses". */
    StoreException toException(S3Location at, Asker asker) {
        var certain = certain(at, asker);
        if (certain.isPresent()) {
            return certain.get();
        }
        var guess = guess(at, asker);
        if (guess.isPresent()) {
            return new StoreException.Refused(guess.get());
        }
        var said = "the store at %s answered %d%s".formatted(at.server(), status, words());
        return switch (code) {
            case "BadDigest",
                    "XAmzContentChecksumMismatch",
                    "XAmzContentSHA256Mismatch",
                    "InvalidDigest",
                    "IncompleteBody" -> new StoreException.ContentChanged(said);
            case "NoSuchUpload", "InvalidPart" -> new StoreException.UnknownUpload(said);
            case "SlowDown",
                    "RequestTimeout",
                    "OperationAborted",
                    "ConditionalRequestConflict",
                    "InternalError",
                    "ServiceUnavailable" -> new StoreException.Unavailable(said);
            default ->
                isPassing()
                        ? new StoreException.Unavailable(said)
                        : new StoreException.Refused(said + "; asking again would not help");
        };
    }

    private boolean isPassing() {
        return status != 501 && (status >= 500 || status == 429 || status == 408 || status == 409);
    }

    /** What a code means that leaves no doubt, whatever was asked. */
    Optional<StoreException> certain(S3Location at, Asker asker) {
        return fix(at, asker)
                .map(fix -> isRenewed(asker) ? new StoreException.Unavailable(fix) : new StoreException.Refused(fix));
    }

    /**
     * Whether a new key can be expected: this one has had its time, or was good until now. The kubelet takes a minute
     * or two to bring a changed Secret into the pod.
     */
    private boolean isRenewed(Asker asker) {
        return asker.renews()
                && switch (code) {
                    case "ExpiredToken", "TokenRefreshRequired" -> true;
                    case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken" -> asker.hasWorked();
                    default -> false;
                };
    }

    private Optional<String> fix(S3Location at, Asker asker) {
        var accessKey = asker.accessKeyId();
        return Optional.ofNullable(
                switch (code) {
                    case "NoSuchBucket" ->
                        "bucket \"%s\" does not exist at %s: create it, or correct spec.url of the ArtifactStore"
                                .formatted(at.bucket(), at.server());
                    case "InvalidBucketName" ->
                        "\"%s\" is no name for a bucket: correct spec.url of the ArtifactStore".formatted(at.bucket());
                    case "InvalidAccessKeyId" ->
                        "the store at %s does not know the access key %s: correct AWS_ACCESS_KEY_ID in %s"
                                .formatted(at.server(), accessKey, asker.place());
                    case "SignatureDoesNotMatch" ->
                        "the secret key does not fit the access key %s: correct AWS_SECRET_ACCESS_KEY in %s"
                                .formatted(accessKey, asker.place());
                    case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                        "the session token of the access key %s has expired or is wrong: renew AWS_SESSION_TOKEN in %s"
                                .formatted(accessKey, asker.place());
                    case "RequestTimeTooSkewed" ->
                        "the clock of this node and that of %s are too far apart for S3's signatures: set the node's clock (NTP)"
                                .formatted(at.server());
                    case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                        "bucket \"%s\" is not in region \"%s\"%s: correct spec.region of the ArtifactStore"
                                .formatted(at.bucket(), at.region(), words());
                    case "AllAccessDisabled", "AccountProblem", "NotSignedUp" ->
                        "the store at %s has closed this account%s".formatted(at.server(), words());
                    case "NotImplemented", "XNotImplemented" ->
                        "the store at %s lacks something that the uploader needs%s; if it is the checksums, set TRAINYARD_STORE_CHECKSUMS=md5"
                                .formatted(at.server(), words());
                    default -> null;
                });
    }

    /** The sentence for a status that says little without a code. */
    private Optional<String> guess(S3Location at, Asker asker) {
        if (status == 401 || status == 403) {
            return Optional.of(
                    "the access key %s may not write to s3://%s/%s at %s%s: allow it s3:PutObject, s3:GetObject and s3:AbortMultipartUpload there, and s3:ListBucket and s3:ListBucketMultipartUploads on the bucket, or use another key"
                            .formatted(asker.accessKeyId(), at.bucket(), at.prefix(), at.server(), words()));
        }
        if (code.isEmpty() && (status == 404 || status == 405 || status / 100 == 3)) {
            return Optional.of(
                    "what answers at %s (status %d) does not look like an S3 server: correct spec.endpoint of the ArtifactStore"
                            .formatted(at.server(), status));
        }
        return Optional.empty();
    }

    private String words() {
        var words = (code + " " + message).strip();
        return words.isEmpty() ? "" : " (" + words + ")";
    }
}
