package dev.trainyard.uploader.store;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Error codes that mean "later", whatever the status that comes with them: STS sends most of them with 400. They are
 * those that AWS's SDKs ask again after, and those of MinIO.
 */
final class RetryableCodes {
    private static final Set<String> CODES = Set.of(
            // There is too much to do.
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequests",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "LimitExceededException",
            "PriorRequestNotComplete",
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            // Something broke on the way.
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalError",
            "InternalFailure",
            "InternalServerException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            // STS could not ask the cluster's identity provider.
            "IDPCommunicationError",
            "IDPCommunicationErrorException",
            // Somebody else changes the same object.
            "OperationAborted",
            "ConditionalRequestConflict");

    private static final Pattern WORD = Pattern.compile("\\w+");

    private RetryableCodes() {}

    static boolean contains(String code) {
        return CODES.contains(code);
    }

    /** Whether a text has one of them as a word: the agents of a node answer in XML, in JSON or in plain text. */
    static boolean areIn(String text) {
        return WORD.matcher(text).results().anyMatch(word -> contains(word.group()));
    }
}
