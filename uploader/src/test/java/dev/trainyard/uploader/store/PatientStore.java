package dev.trainyard.uploader.store;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A store that is asked again as the sidecar does. A server that says no before it has read the body closes the
 * connection, and that may reach this or the next request on it first. So a retried request may be told no because it
 * had succeeded; who publishes reads what is there.
 */
record PatientStore(Store store, Retry retry) implements Store {
    PatientStore(Location location) {
        this(
                switch (location) {
                    case S3Location s3 -> new S3Store(s3, Bandwidth.unlimited());
                    case FolderLocation folder -> new FolderStore(folder, Bandwidth.unlimited());
                },
                new Retry(Duration.ofSeconds(10), _ -> {}));
    }

    @Override
    public void put(String key, Slice content, byte[] sha256) throws StoreException {
        patiently(() -> {
            store.put(key, content, sha256);
            return true;
        });
    }

    @Override
    public String begin(String key, boolean copying) throws StoreException {
        return patiently(() -> store.begin(key, copying));
    }

    @Override
    public Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException {
        return patiently(() -> store.putPart(key, upload, number, content, crc32c));
    }

    @Override
    public Optional<Part> copyPart(
            String key, String upload, int number, String from, long offset, long length, Part like)
            throws StoreException {
        return patiently(() -> store.copyPart(key, upload, number, from, offset, length, like));
    }

    @Override
    public void complete(String key, String upload, List<Part> parts, long size) throws StoreException {
        patiently(() -> {
            store.complete(key, upload, parts, size);
            return true;
        });
    }

    @Override
    public void abort(String key, String upload) throws StoreException {
        patiently(() -> {
            store.abort(key, upload);
            return true;
        });
    }

    @Override
    public boolean holds(String key, List<Part> parts, long size) throws StoreException {
        return patiently(() -> store.holds(key, parts, size));
    }

    @Override
    public List<Begun> begun(String prefix) throws StoreException {
        return patiently(() -> store.begun(prefix));
    }

    @Override
    public Optional<Versioned> read(String key) throws StoreException {
        return patiently(() -> store.read(key));
    }

    @Override
    public boolean create(String key, byte[] content) throws StoreException {
        return patiently(() -> store.create(key, content));
    }

    @Override
    public boolean replace(String key, byte[] content, String version) throws StoreException {
        return patiently(() -> store.replace(key, content, version));
    }

    @Override
    public boolean fetch(String key, long from, OutputStream to) throws StoreException {
        return patiently(() -> store.fetch(key, from, to));
    }

    @Override
    public void delete(String key) throws StoreException {
        patiently(() -> {
            store.delete(key);
            return true;
        });
    }

    private <T> T patiently(Retry.Request<T> request) throws StoreException {
        try {
            return retry.call(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the test was stopped", e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
