package dev.trainyard.operator;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import javax.management.NotificationEmitter;

/**
 * Has the heap collected whenever what it holds has grown by half. The serial collector would first fill all the memory
 * that it may have with objects that were replaced long ago: the versions of each pod that watches bring.
 */
final class HeapCollections {
    private static final long LEAST = 24L << 20;

    /** Nothing is old before, and what it takes to set this up should not delay the first job. */
    private static final Duration AFTER = Duration.ofSeconds(5);

    /** Begins in a moment, in the background. */
    static void begin() {
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(AFTER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                    .findFirst()
                    .ifPresent(HeapCollections::watch);
        });
    }

    private static void watch(MemoryPoolMXBean old) {
        setThreshold(old);
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                .addNotificationListener(
                        (_, _) -> {
                            System.gc();
                            setThreshold(old);
                        },
                        notification -> notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED),
                        null);
    }

    private static void setThreshold(MemoryPoolMXBean old) {
        long most = old.getUsage().getMax();
        long wanted = Math.max(LEAST, old.getUsage().getUsed() * 3 / 2);
        // Near its end the collector does it by itself.
        old.setUsageThreshold(most > 0 ? Math.min(wanted, most) : wanted);
    }

    private HeapCollections() {}
}
