package dev.trainyard.uploader.store;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A place for objects, named by keys. Every method makes one attempt and verifies end to end what it sends; whether to
 * try again is the caller's affair ({@link Retry}). All methods may be called from several threads at once.
 */
public interface Store extends AutoCloseable {
    /**
     * Stores one object whole, over whatever was there.
     *
     * @param sha256 of the slice's content, raw
     * @throws StoreException.RefusedObject if the store does not take this object; {@link #begin}, {@link #putPart} and
     *     {@link #complete} may say so too
     */
    void put(String key, Slice content, byte[] sha256) throws StoreException;

    /**
     * Begins an object that is sent in parts and appears when it is {@linkplain #complete complete}; returns its id.
     *
     * @param copying whether parts of it are to be {@linkplain #copyPart copied}
     */
    String begin(String key, boolean copying) throws StoreException;

    /**
     * Sends one part, over whatever was sent as that part before.
     *
     * @param number from 1 to 10,000
     */
    Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException;

    /**
     * Makes a part of what the store has already, a stretch of another object, which need not be sent then. Empty where
     * it cannot, or that object is not there, so that the part has to be sent.
     *
     * @param from the other object's key; may be the same
     * @param like the part that the stretch was once, with another number perhaps: what is made must be known by the
     *     same receipt
     */
    Optional<Part> copyPart(String key, String upload, int number, String from, long offset, long length, Part like)
            throws StoreException;

    /**
     * Makes an object of its parts, which are given in the order of their numbers, and looks whether the store holds
     * it.
     *
     * @param size of the object, in bytes
     * @throws StoreException.NotThere if the store says that it has made the object, and does not hold it
     */
    void complete(String key, String upload, List<Part> parts, long size) throws StoreException;

    /** Forgets an object that was begun, and its parts; one that is not there is no error. */
    void abort(String key, String upload) throws StoreException;

    /**
     * Whether the object is the one that these parts make, as it is when a {@link #complete} was heard and its answer
     * was lost. A store that cannot tell says no.
     *
     * @param size of the object, in bytes
     */
    boolean holds(String key, List<Part> parts, long size) throws StoreException;

    /** What has been begun under keys with this prefix, and is neither complete nor aborted. */
    List<Begun> begun(String prefix) throws StoreException;

    /** A small object's text and the version that it has, or nothing. */
    Optional<Versioned> read(String key) throws StoreException;

    /**
     * Writes an object's content from this byte on, which it has, to {@code to}; says whether there is such an object.
     * What {@code to} throws comes through as an {@link java.io.UncheckedIOException}.
     */
    boolean fetch(String key, long from, OutputStream to) throws StoreException;

    /** Removes an object; one that is not there is no error. */
    void delete(String key) throws StoreException;

    /** Stores a small object unless there is one; says whether it did. */
    boolean create(String key, byte[] content) throws StoreException;

    /** Stores a small object if the one that is there has this version; says whether it did. */
    boolean replace(String key, byte[] content, String version) throws StoreException;

    @Override
    void close();

    /**
     * A part that the store has.
     *
     * @param receipt what the store calls it (S3: the ETag)
     * @param crc32c CRC-32C of its content
     */
    record Part(int number, String receipt, int crc32c) {}

    /** An object that is being sent in parts. */
    record Begun(String key, String upload) {}

    /**
     * An object and which one it is.
     *
     * @param version what {@link #replace} takes (S3: the ETag)
     */
    record Versioned(String content, String version) {}
}
