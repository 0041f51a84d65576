package dev.trainyard.operator.reconcile;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** What a server's refusal means. */
final class ServerAnswer {
    /** Not there any more, or another one under its name. */
    static boolean isGone(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    /** The server has answered that it will not; where it did not answer, it may have. */
    static boolean isRefusal(KubernetesClientException e) {
        int code = e.getCode();
        return (code >= HttpURLConnection.HTTP_BAD_REQUEST
                        && code < HttpURLConnection.HTTP_INTERNAL_ERROR
                        && code != 408)
                || message(e).contains("failed calling webhook");
    }

    /** There is no quota for it, and none for others like it. */
    static boolean isOverQuota(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && message(e).contains("exceeded quota");
    }

    /** The server has too much to do. */
    static boolean isOverloaded(KubernetesClientException e) {
        return e.getCode() == 429;
    }

    /** Its namespace is on its way out, and takes nothing in. */
    static boolean isTerminating(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getDetails)
                .map(StatusDetails::getCauses)
                .filter(causes -> causes.stream().anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason())))
                .isPresent();
    }

    /** In the server's words, where it has said any. */
    static String message(KubernetesClientException e) {
        var status = e.getStatus();
        return status != null && status.getMessage() != null ? status.getMessage() : String.valueOf(e.getMessage());
    }

    /** What went wrong, in one line: fabric8 says "an error has occurred", and the cause says which. */
    static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null
                && !(cause instanceof KubernetesClientException answer && answer.getCode() > 0)) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private ServerAnswer() {}
}
