package dev.trainyard.cli.failure;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Turns what a library throws into a sentence. */
public final class Explanation {
    /** What to tell the person. */
    public static String of(Throwable thrown) {
        return switch (thrown) {
            case Failure failure -> String.valueOf(failure.getMessage());
            case KubernetesClientException exception -> ofClient(exception);
            case NoSuchFileException exception -> "There is no " + exception.getFile() + ".";
            case FileNotFoundException exception -> "Cannot open " + exception.getMessage() + ".";
            case AccessDeniedException exception -> exception.getFile() + " may not be read or written by this user.";
            case UncheckedIOException exception -> ofFile(exception);
            case IOException exception when exception.getMessage() != null -> exception.getMessage();
            case Exception exception ->
                exception.getClass().getSimpleName()
                        + (exception.getMessage() == null ? "" : ": " + exception.getMessage());
            default -> thrown.toString();
        };
    }

    /** What could not be done, and why: the exception's own message says only the one or the other. */
    private static String ofFile(UncheckedIOException exception) {
        var cause = Objects.requireNonNull(exception.getCause(), "an UncheckedIOException has a cause");
        var why = of(cause);
        var what = String.valueOf(exception.getMessage());
        return what.equals(cause.toString()) ? why : what + ": " + why;
    }

    private static String ofClient(KubernetesClientException exception) {
        var status = exception.getStatus();
        return status == null || status.getMessage() == null ? ofTransport(exception) : status.getMessage();
    }

    private static String ofTransport(KubernetesClientException exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The connection to the cluster broke: " + root.getClass().getSimpleName() + ", " + root.getMessage();
    }

    private Explanation() {}
}
