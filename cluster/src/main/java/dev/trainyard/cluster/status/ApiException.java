package dev.trainyard.cluster.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.FieldError;
import java.util.List;
import java.util.Optional;

/** A request that is answered with an error. Its message is a sentence for the person who made the request. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final int code;
    private final String word;
    private final transient Optional<ObjectNode> details;

    private ApiException(Reason reason, String message, Optional<ObjectNode> details) {
        this(reason, reason.code(), reason.word(), message, details);
    }

    private ApiException(Reason reason, int code, String word, String message, Optional<ObjectNode> details) {
        super(message);
        this.reason = reason;
        this.code = code;
        this.word = word;
        this.details = details;
    }

    public Reason reason() {
        return reason;
    }

    /** The HTTP status code of the answer. */
    public int code() {
        return code;
    }

    /** The body of the answer. */
    public ObjectNode status() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", Printable.of(String.valueOf(getMessage())));
        if (!word.isEmpty()) {
            status.put("reason", word);
        }
        details.ifPresent(node -> status.set("details", node));
        return status.put("code", code);
    }

    /** An error that is about no object in particular. */
    public static ApiException of(Reason reason, String message) {
        return new ApiException(reason, message, Optional.empty());
    }

    /** An error whose message says what a person needs to know. */
    public static ApiException of(Reason reason, Exception cause) {
        return of(reason, String.valueOf(cause.getMessage()));
    }

    public static ApiException badRequest(String message) {
        return of(Reason.BAD_REQUEST, message);
    }

    /** Nothing is served at this path. */
    public static ApiException noSuchPath() {
        return new ApiException(
                Reason.NOT_FOUND,
                "the server could not find the requested resource",
                Optional.of(JsonNodeFactory.instance.objectNode()));
    }

    /**
     * Nothing is served at this path, though a real API server has something there.
     *
     * @param instead what this server lacks, and what to use instead
     */
    public static ApiException notServed(String instead) {
        return new ApiException(
                Reason.NOT_FOUND,
                "the server could not find the requested resource: " + instead,
                Optional.of(JsonNodeFactory.instance.objectNode()));
    }

    public static ApiException notFound(Subject subject) {
        return about(Reason.NOT_FOUND, subject, subject.quoted() + " not found");
    }

    public static ApiException alreadyExists(Subject subject) {
        return about(Reason.ALREADY_EXISTS, subject, subject.quoted() + " already exists");
    }

    /** Somebody else was faster, or a precondition does not hold. */
    public static ApiException conflict(Subject subject, String why) {
        return about(Reason.CONFLICT, subject, "Operation cannot be fulfilled on " + subject.quoted() + ": " + why);
    }

    public static ApiException modified(Subject subject) {
        return conflict(
                subject, "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiException forbidden(Subject subject, String why) {
        return about(Reason.FORBIDDEN, subject, subject.quoted() + " is forbidden: " + why);
    }

    /** Nothing may be created in a namespace that is being deleted; clients tell this case by its cause. */
    public static ApiException namespaceTerminating(Subject subject, String namespace) {
        ApiException error = forbidden(
                subject, "unable to create new content in namespace " + namespace + " because it is being terminated");
        error.details
                .orElseThrow()
                .putArray("causes")
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + namespace + " is being terminated")
                .put("field", "metadata.namespace");
        return error;
    }

    /** The object is not as it must be; each error becomes a cause. */
    public static ApiException invalid(Subject subject, String kind, List<FieldError> errors) {
        ObjectNode details = subject.details().put("kind", kind);
        var causes = details.putArray("causes");
        errors.forEach(error -> causes.add(error.cause()));
        String qualified = subject.group().isEmpty() ? kind : kind + "." + subject.group();
        return new ApiException(
                Reason.INVALID,
                qualified + " \"" + subject.name() + "\" is invalid: " + FieldError.summary(errors),
                Optional.of(details));
    }

    /**
     * A webhook has said no.
     *
     * @param status why, as a {@code Status} of which any field may be missing
     */
    public static ApiException denied(String webhook, JsonNode status) {
        String why = status.path("message").asText("");
        String word = status.path("reason").asText("");
        String said = !why.isEmpty() ? ": " + why : !word.isEmpty() ? ": " + word : " without explanation";
        return new ApiException(
                Reason.FORBIDDEN,
                // A rejection must not look like a success.
                Math.max(status.path("code").asInt(), Reason.BAD_REQUEST.code()),
                word,
                "admission webhook \"" + webhook + "\" denied the request" + said,
                Optional.ofNullable(status.get("details"))
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast));
    }

    /** Something that is not the caller's fault has gone wrong. */
    public static ApiException internal(String why) {
        return of(Reason.INTERNAL_ERROR, "Internal error occurred: " + why);
    }

    /** The client has seen a later state than this server has: perhaps it talks to another cluster now. */
    public static ApiException tooLargeResourceVersion(long asked, long latest) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new ApiException(
                Reason.TIMEOUT, "Too large resource version: " + asked + ", current: " + latest, Optional.of(details));
    }

    private static ApiException about(Reason reason, Subject subject, String message) {
        return new ApiException(reason, message, Optional.of(subject.details()));
    }
}
