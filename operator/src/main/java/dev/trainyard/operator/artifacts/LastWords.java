package dev.trainyard.operator.artifacts;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.pods.ContainerState.Ended;
import java.util.Optional;

/**
 * What an uploader says when it leaves: its termination message, as {@code docs/formats/run.md} has it. One that a user
 * wrote may say anything, and then its exit code and its words are all there is.
 */
final class LastWords {
    static ArtifactsStatus of(Ended end) {
        var phase = end.exitCode() == 0 ? Upload.UPLOADED : Upload.FAILED;
        return parse(end.message())
                // The exit code decides: an uploader that was killed after it wrote has not finished.
                .map(words -> withPhase(words, phase))
                .orElseGet(() -> Upload.status(phase, said(end)));
    }

    private static Optional<ArtifactsStatus> parse(String message) {
        if (!message.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Serialization.mapper().readValue(message, ArtifactsStatus.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> said(Ended end) {
        if (end.exitCode() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                end.message().isBlank()
                        ? "the uploader exited with code " + end.exitCode() + " and left no message: see its log"
                        : end.message().strip());
    }

    private static ArtifactsStatus withPhase(ArtifactsStatus words, String phase) {
        return new ArtifactsStatus(
                phase,
                words.url(),
                words.attempt(),
                words.outcome(),
                words.files(),
                words.bytes(),
                words.seconds(),
                words.manifestSha256(),
                words.message().map(Upload::shortened));
    }

    private LastWords() {}
}
