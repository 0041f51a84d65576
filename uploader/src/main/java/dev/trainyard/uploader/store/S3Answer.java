package dev.trainyard.uploader.store;

import java.util.Optional;

/**
 * What an S3 server says no with.
 *
 * @param code the error code of the S3 API, such as {@code NoSuchBucket}; empty where the server gave none
 * @param message the server's own words
 */
record S3Answer(int status, String code, String message) {
    private static final int PROXY_AUTHENTICATION = 407;

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

    /**
     * What it means and what to do. The codes are those of the S3 API reference, "Error responses".
     *
     * @param object what the request was to store, in part or whole; empty where it was something else
     */
    StoreException toException(S3Location at, Asker asker, Optional<String> object) {
        var certain = certain(at, asker);
        if (certain.isPresent()) {
            return certain.get();
        }
        var said = "the store at %s answered %d%s".formatted(at.server(), status, words());
        if (RetryableCodes.contains(code)) {
            return new StoreException.Unavailable(said);
        }
        if (status == PROXY_AUTHENTICATION) {
            return new StoreException.Refused(needsPassword(at));
        }
        if (status == 401 || status == 403 || code.equals("AccessDenied")) {
            return new StoreException.Refused(denial(at, asker, object));
        }
        return switch (code) {
            case "BadDigest",
                    "XAmzContentChecksumMismatch",
                    "XAmzContentSHA256Mismatch",
                    "InvalidDigest",
                    "IncompleteBody" -> new StoreException.ContentChanged(said);
            case "NoSuchUpload", "InvalidPart" -> new StoreException.UnknownUpload(said);
            default -> isPassing() ? new StoreException.Unavailable(said) : refusal(at, asker, object, said);
        };
    }

    /** An error after a 200 came when the server was at work already, so it is the server that is in trouble. */
    private boolean isPassing() {
        return !isConflict()
                && status != 501
                && (status >= 500 || status == 429 || status == 408 || status == 409 || status / 100 == 2);
    }

    /** A store on a file system cannot have an object in the place of a folder, nor a folder in that of an object. */
    private boolean isConflict() {
        return switch (code) {
            case "ObjectParentIsFile",
                    "ExistingObjectIsDirectory",
                    "XMinioParentIsObject",
                    "XMinioObjectExistsAsDirectory" -> true;
            default -> false;
        };
    }

    /** What no code, status or right explains is about the object, if there is one. */
    private StoreException refusal(S3Location at, Asker asker, Optional<String> object, String said) {
        if (object.isPresent() && (asker.hasWorked() || !isOfNoStore())) {
            return new StoreException.RefusedObject("the store at " + at.server(), object.get(), status + words());
        }
        return new StoreException.Refused(
                isOfNoStore()
                        ? "what answers at %s (status %d) does not look like an S3 server: correct spec.endpoint of the ArtifactStore"
                                .formatted(at.server(), status)
                        : said + "; asking again would not help");
    }

    static String needsPassword(S3Location at) {
        return "the proxy on the way to %s asks for a password, which the uploader has not: let the pods through, or correct spec.proxy of the ArtifactStore"
                .formatted(at.server());
    }

    private boolean isOfNoStore() {
        return code.isEmpty() && (status == 404 || status == 405 || status / 100 == 3);
    }

    private String denial(S3Location at, Asker asker, Optional<String> object) {
        return "the access key %s may not write to s3://%s/%s at %s%s%s: allow it what docs/uploader.md names under \"Stores and keys\" (s3:PutObject, s3:GetObject and s3:AbortMultipartUpload there), or use another key"
                .formatted(
                        asker.accessKeyId(),
                        at.bucket(),
                        at.prefix(),
                        at.server(),
                        object.map(key -> " \"" + key + "\"").orElse(""),
                        words());
    }

    /** What a code means that leaves no doubt, whatever was asked. */
    Optional<StoreException> certain(S3Location at, Asker asker) {
        return fix(at, asker)
                .map(fix -> isRenewed(asker) || isClockThatWasRight(asker)
                        ? new StoreException.Unavailable(fix)
                        : new StoreException.Refused(fix));
    }

    /** The clock is being set, or a machine has been woken up; or a server has taken very long to look at a request. */
    private boolean isClockThatWasRight(Asker asker) {
        return code.equals("RequestTimeTooSkewed") && asker.hasWorked();
    }

    /** Whether the key is no good any more, so that the one that it was got from is asked for another. */
    boolean isKeyPast() {
        return switch (code) {
            case "ExpiredToken", "TokenRefreshRequired", "InvalidToken", "InvalidAccessKeyId" -> true;
            default -> false;
        };
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
                    case "InvalidStorageClass" ->
                        "the store at %s has no storage class \"%s\"%s: correct spec.storageClass of the ArtifactStore"
                                .formatted(at.server(), at.storageClass().orElse(""), words());
                    case "InvalidEncryptionAlgorithmError",
                            "ServerSideEncryptionConfigurationNotFoundError",
                            "KMS.DisabledException",
                            "KMS.InvalidKeyUsageException",
                            "KMS.KMSInvalidStateException",
                            "KMS.NotFoundException" ->
                        "the store at %s cannot encrypt as it is asked to%s: correct spec.encryption and spec.kmsKey of the ArtifactStore"
                                .formatted(at.server(), words());
                    case "InvalidTag" ->
                        "the store at %s does not take the tags%s: correct spec.tags of the ArtifactStore"
                                .formatted(at.server(), words());
                    case "AllAccessDisabled", "AccountProblem", "NotSignedUp" ->
                        "the store at %s has closed this account%s".formatted(at.server(), words());
                    case "NotImplemented", "XNotImplemented" ->
                        "the store at %s lacks something that the uploader needs%s; if it is the checksums, set TRAINYARD_STORE_CHECKSUMS=md5"
                                .formatted(at.server(), words());
                    default -> null;
                });
    }

    private String words() {
        var words = (code + " " + message).strip();
        return words.isEmpty() ? "" : " (" + words + ")";
    }
}
