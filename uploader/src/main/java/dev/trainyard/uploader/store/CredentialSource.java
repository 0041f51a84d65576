package dev.trainyard.uploader.store;

/**
 * Where the access key comes from. It is asked before every request, since keys are renewed while an upload goes on.
 */
public sealed interface CredentialSource permits FixedKeys, KeyFolder, TemporaryKeys {
    Credentials get() throws StoreException;

    /** The store does not take this key any more: one that was kept for later is to be asked for again. */
    default void discard(Credentials past) {}

    /** Whether a later answer may be another key. */
    boolean renews();

    /** Where a person mends them, as the end of a sentence. */
    String place();
}
