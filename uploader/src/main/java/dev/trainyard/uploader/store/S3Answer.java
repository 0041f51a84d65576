package dev.trainyard.uploader.store;

import java.util.Optional;

/**
 * What an S3 server says no with.
 *
 * @param code the error code of the S3 API, such as {@code NoSuchBucket}; empty where the server gave none
 * @param message the server's own words
 */
record S3Answer(int status, String code, String message) {

    /** What it means and what to do. The codes are those of the S3 API reference, "Error responses". */
    StoreException toException(Location at, Throwable cause) {
        var fix = fix(at).or(() -> guess(at));
        if (fix.isPresent()) {
            return new StoreException.Refused(fix.get(), cause);
        }
        var said = "the store at %s answered %d%s".formatted(at.server(), status, words());
        return switch (code) {
            case "BadDigest",
                    "XAmzContentChecksumMismatch",
                    "XAmzContentSHA256Mismatch",
                    "InvalidDigest",
                    "IncompleteBody" -> new StoreException.ContentChanged(said, cause);
            case "NoSuchUpload", "InvalidPart" -> new StoreException.UnknownUpload(said, cause);
            case "SlowDown",
                    "RequestTimeout",
                    "OperationAborted",
                    "ConditionalRequestConflict",
                    "InternalError",
                    "ServiceUnavailable" -> new StoreException.Unavailable(said, cause);
            default ->
                isPassing()
                        ? new StoreException.Unavailable(said, cause)
                        : new StoreException.Refused(said + "; asking again would not help", cause);
        };
    }

    private boolean isPassing() {
        return status != 501 && (status >= 500 || status == 429 || status == 408 || status == 409);
    }

    /** The sentence for a code that leaves no doubt, whatever was asked. */
    Optional<String> fix(Location at) {
        var accessKey = at.credentials().accessKeyId();
        return Optional.ofNullable(
                switch (code) {
                    case "NoSuchBucket" ->
                        "bucket \"%s\" does not exist at %s: create it, or correct spec.url of the ArtifactStore"
                                .formatted(at.bucket(), at.server());
                    case "InvalidBucketName" ->
                        "\"%s\" is no name for a bucket: correct spec.url of the ArtifactStore".formatted(at.bucket());
                    case "InvalidAccessKeyId" ->
                        "the store at %s does not know the access key %s: correct AWS_ACCESS_KEY_ID in the store's Secret"
                                .formatted(at.server(), accessKey);
                    case "SignatureDoesNotMatch" ->
                        "the secret key does not fit the access key %s: correct AWS_SECRET_ACCESS_KEY in the store's Secret"
                                .formatted(accessKey);
                    case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                        "the session token of the access key %s has expired or is wrong: renew AWS_SESSION_TOKEN in the store's Secret"
                                .formatted(accessKey);
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
    private Optional<String> guess(Location at) {
        if (status == 401 || status == 403) {
            return Optional.of(
                    "the access key %s may not write to s3://%s/%s at %s%s: allow it s3:PutObject, s3:GetObject and s3:AbortMultipartUpload there, or use another key"
                            .formatted(at.credentials().accessKeyId(), at.bucket(), at.prefix(), at.server(), words()));
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
