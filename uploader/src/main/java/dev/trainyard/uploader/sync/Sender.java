package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sends files: small ones side by side, the parts of a big one side by side. */
public final class Sender implements AutoCloseable {
    /** Small files wait for round trips, of which so many keep two cores busy; each thread takes half a megabyte. */
    private static final int WIDTH = 8;

    private final OutputFolder folder;
    private final Upload upload;
    private final Consumer<String> log;
    private final Transfers transfers = new Transfers(WIDTH);
    private boolean connected;

    public Sender(
            OutputFolder folder,
            Identity identity,
            Journal journal,
            Store store,
            Retry retry,
            Progress progress,
            Consumer<String> log) {
        this.folder = folder;
        this.upload = new Upload(folder, store, retry, identity, journal, progress);
        this.log = log;
    }

    /**
     * Sends what it can of them.
     *
     * @param at the key of a path under the attempt's prefix, if that is not the path
     * @param wanted asked before each file; once it says no, what is left is not sent
     * @return what could not be read
     * @throws StoreException.RefusedObject if the store does not take one of them; the others have been sent then
     */
    public Collection<String> send(
            Collection<LocalFile> files, Function<String, Optional<String>> at, BooleanSupplier wanted)
            throws StoreException, InterruptedException {
        var refused = new ConcurrentLinkedQueue<StoreException.RefusedObject>();
        var unreadable = send(files, at, wanted, (_, why) -> refused.add(why));
        if (!refused.isEmpty()) {
            throw refused.element();
        }
        return unreadable;
    }

    /** @param refused is given what the store does not take, by several threads at once */
    Collection<String> send(
            Collection<LocalFile> files,
            Function<String, Optional<String>> at,
            BooleanSupplier wanted,
            BiConsumer<LocalFile, StoreException.RefusedObject> refused)
            throws StoreException, InterruptedException {
        var unreadable = new ConcurrentLinkedQueue<String>();
        for (var file : files) {
            if (!wanted.getAsBoolean()) {
                break;
            }
            var key = at.apply(file.path());
            if (file.size() > PartSize.WHOLE) {
                transfers.await();
                guarded(file, unreadable, refused, () -> upload.inParts(file, key, transfers));
            } else {
                transfers.submit(() -> guarded(file, unreadable, refused, () -> upload.whole(file, key)));
                if (!connected) {
                    // The first goes alone: those that come after it resume its TLS session, at a fraction of the cost.
                    transfers.await();
                    connected = true;
                }
            }
        }
        transfers.await();
        return unreadable;
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws IOException, StoreException, InterruptedException;
    }

    /** What one file can do to its upload is its own affair; what the store does ends it all. */
    private void guarded(
            LocalFile file,
            Collection<String> unreadable,
            BiConsumer<LocalFile, StoreException.RefusedObject> refused,
            Sending sending)
            throws StoreException, InterruptedException {
        try {
            sending.send();
        } catch (StoreException.RefusedObject e) {
            refused.accept(file, e);
        } catch (StoreException.ContentChanged | Slice.TruncatedException | NoSuchFileException e) {
            log.accept((folder.exists(file.path())
                            ? "%s changed while it was uploaded, and is uploaded again"
                            : "%s vanished before it was uploaded")
                    .formatted(quoted(file.path())));
        } catch (AccessDeniedException e) {
            unreadable.add(file.path());
        } catch (IOException e) {
            log.accept("cannot read %s: %s".formatted(quoted(file.path()), e));
            unreadable.add(file.path());
        }
    }

    /** A path that stays on its line, whatever is in it. */
    public static String quoted(String path) {
        var quoted = new StringBuilder("\"");
        path.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    @Override
    public void close() {
        transfers.close();
    }
}
