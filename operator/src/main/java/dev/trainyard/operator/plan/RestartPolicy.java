package dev.trainyard.operator.plan;

import java.util.Optional;

/**
 * What becomes of a replica whose trainer has failed. A trainer that exits with 0 has done its work under every policy,
 * and never runs again.
 */
public enum RestartPolicy {
    /** A failure is final. */
    NEVER("Never", "Never"),
    /** A failed trainer is started again: in place by the kubelet, in a new pod where the pod is dead. */
    ON_FAILURE("OnFailure", "OnFailure"),
    /**
     * The same as {@link #ON_FAILURE}, on the pod too: were it Always there, the kubelet would start a trainer again
     * that has finished, over its own results.
     */
    ALWAYS("Always", "OnFailure"),
    /** The exit code says whether a new pod tries again: from 128, where signals begin, it does. */
    EXIT_CODE("ExitCode", "Never");

    private static final int FIRST_RETRYABLE = 128;

    private final String text;
    private final String ofPod;

    RestartPolicy(String text, String ofPod) {
        this.text = text;
        this.ofPod = ofPod;
    }

    static Optional<RestartPolicy> of(String text) {
        for (var policy : values()) {
            if (policy.text.equals(text)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /** The restart policy that the pod itself gets. */
    String ofPod() {
        return ofPod;
    }

    /**
     * Whether a new pod takes the place of one that failed.
     *
     * @param exitCode the trainer's; absent where the pod died without one (evicted, its node gone), which v1 retries
     */
    boolean replaces(Optional<Integer> exitCode) {
        return switch (this) {
            case NEVER -> false;
            case ON_FAILURE, ALWAYS -> true;
            case EXIT_CODE -> exitCode.isEmpty() || exitCode.get() >= FIRST_RETRYABLE;
        };
    }
}
