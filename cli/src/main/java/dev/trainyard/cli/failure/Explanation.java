package dev.trainyard.cli.failure;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Turns what a library throws into a sentence. */
public final class Explanation {
    /** What to tell the person; the server is the one that the command talked to, where it got that far. */
    public static String of(Throwable thrown, Optional<String> server) {
        return switch (thrown) {
            case Failure failure -> String.valueOf(failure.getMessage());
            case KubernetesClientException exception -> ofClient(exception, server.orElse(""));
            case NoSuchFileException exception -> "There is no " + exception.getFile() + ".";
            case FileNotFoundException exception -> "Cannot open " + exception.getMessage() + ".";
            case AccessDeniedException exception -> exception.getFile() + " may not be read or written by this user.";
            case Exception exception ->
                exception.getClass().getSimpleName()
                        + (exception.getMessage() == null ? "" : ": " + exception.getMessage());
            default -> thrown.toString();
        };
    }

    private static String ofClient(KubernetesClientException exception, String server) {
        if (exception.getStatus() != null && exception.getStatus().getMessage() != null) {
            return switch (exception.getCode()) {
                case 401 ->
                    server + " does not know this user (401): the credentials in the kubeconfig are missing or old.";
                case 403 ->
                    server + " does not allow it: " + exception.getStatus().getMessage();
                default -> exception.getStatus().getMessage();
            };
        }
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return "Nothing answers at " + server + ". For the local cluster: trainyard up. For another: check its "
                        + "address in the kubeconfig.";
            }
            if (cause instanceof UnknownHostException) {
                return "The host name of " + server + " is not known here: check the address in the kubeconfig.";
            }
            if (cause instanceof SSLException) {
                return server + " does not show a certificate that the kubeconfig trusts: " + cause.getMessage();
            }
        }
        return String.valueOf(exception.getMessage());
    }

    private Explanation() {}
}
