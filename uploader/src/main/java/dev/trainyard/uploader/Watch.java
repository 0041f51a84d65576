package dev.trainyard.uploader;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits for something to happen in folders. The kernel says when (inotify); where it can't, because its watches are
 * used up or another machine writes to the volume, the folders are looked at every few seconds.
 */
final class Watch implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(5);

    /** Against events that the kernel dropped. */
    private static final Duration SAFETY = Duration.ofMinutes(1);

    /** Substrings of the types of file systems that other machines write to, as statfs and /proc/mounts name them. */
    private static final List<String> REMOTE = List.of(
            "nfs", "cifs", "smb", "fuse", "9p", "ceph", "lustre", "gluster", "beegfs", "gpfs", "afs", "virtiofs");

    private static final Duration BURST = Duration.ofMillis(20);

    private final Optional<WatchService> service;
    private final Duration longest;
    private final Map<Path, WatchKey> others = new HashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);

    private Watch(Optional<WatchService> service, Duration longest) {
        this.service = service;
        this.longest = longest;
        service.ifPresent(events -> Thread.ofPlatform().name("watch").daemon().start(() -> forward(events)));
    }

    static Watch on(List<Path> folders, Consumer<String> log) {
        try {
            return new Watch(Optional.of(watching(folders)), isRemote(folders) ? POLL : SAFETY);
        } catch (IOException e) {
            log.accept("cannot watch %s (%s): looking every %d s instead"
                    .formatted(folders, e.getMessage(), POLL.toSeconds()));
            return new Watch(Optional.empty(), POLL);
        }
    }

    private static WatchService watching(List<Path> folders) throws IOException {
        var service = FileSystems.getDefault().newWatchService();
        try {
            for (var folder : folders) {
                register(folder, service);
            }
            return service;
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    private static WatchKey register(Path folder, WatchService service) throws IOException {
        return folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    /**
     * One more folder; says whether it is new, so that what has happened there until now has to be looked for. One that
     * cannot be watched is seen at the next look all the same.
     */
    boolean also(Path folder) {
        var known = others.get(folder);
        if (service.isEmpty() || (known != null && known.isValid())) {
            return false;
        }
        // Of folders that are gone.
        others.values().removeIf(key -> !key.isValid());
        try {
            others.put(folder, register(folder, service.get()));
            return true;
        } catch (IOException e) {
            // It may be gone, or the kernel's watches are used up.
            return false;
        }
    }

    private static boolean isRemote(List<Path> folders) throws IOException {
        for (var folder : folders) {
            if (isRemote(Files.getFileStore(folder).type())) {
                return true;
            }
        }
        return false;
    }

    static boolean isRemote(String fileSystem) {
        for (var type : REMOTE) {
            if (fileSystem.contains(type)) {
                return true;
            }
        }
        return false;
    }

    /** Waits for an event, a {@link #wake} or {@code atMost}. What came since the last wait counts. */
    void await(Duration atMost) throws InterruptedException {
        var wait = atMost.compareTo(longest) < 0 ? atMost : longest;
        if (wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
    }

    void await() throws InterruptedException {
        await(longest);
    }

    void wake() {
        wakeUps.release();
    }

    private void forward(WatchService events) {
        try {
            while (true) {
                var key = events.take();
                // While a file is being written there are thousands.
                Thread.sleep(BURST);
                key.pollEvents();
                key.reset();
                wake();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // Closed: nobody waits any more.
        }
    }

    @Override
    public void close() throws IOException {
        if (service.isPresent()) {
            service.get().close();
        }
    }
}
