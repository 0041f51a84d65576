package dev.trainyard.uploader.store;

import java.util.Optional;

/** An access key; never shown. */
public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
