package dev.trainyard.uploader.store;

/** The key that the environment has held since the program began. */
public record FixedKeys(Credentials credentials) implements CredentialSource {
    @Override
    public Credentials get() {
        return credentials;
    }

    @Override
    public boolean renews() {
        return false;
    }

    @Override
    public String place() {
        return "the uploader's environment";
    }
}
