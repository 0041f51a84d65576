package dev.trainyard.cluster.image;

import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Reads from pip's output how far it is. pip does not know beforehand what it will fetch; what can be told is the share
 * of the download at hand, and that installing comes last.
 */
final class PipProgress {
    private static final Pattern RAW = Pattern.compile("Progress (\\d+) of (\\d+)");
    /** The first version of Python that comes with a pip that knows {@code --progress-bar raw} (pip 24.1). */
    private static final PythonVersion RAW_SINCE = new PythonVersion(3, 13);

    private final Consumer<Progress> listener;
    private final LongSupplier nanoTime;
    private final long began;
    private String phase = "waiting";
    private OptionalInt percent = OptionalInt.empty();
    private long told = -1;

    PipProgress(Consumer<Progress> listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    boolean wantsRawBar(PythonVersion python) {
        return python.compareTo(RAW_SINCE) >= 0;
    }

    void phase(String name) {
        phase = name;
        percent = OptionalInt.empty();
        tell(true);
    }

    void line(String line) {
        var text = line.strip();
        var raw = RAW.matcher(text);
        if (raw.matches()) {
            var total = Long.parseLong(raw.group(2));
            percent = total == 0
                    ? OptionalInt.empty()
                    : OptionalInt.of((int) (Long.parseLong(raw.group(1)) * 100 / total));
            tell(false);
        } else if (text.startsWith("Collecting ")) {
            enter("collecting");
        } else if (text.startsWith("Downloading ")) {
            enter("downloading");
        } else if (text.startsWith("Installing collected packages")) {
            enter("installing");
        } else {
            tell(false);
        }
    }

    private void enter(String name) {
        if (phase.equals(name)) {
            tell(false);
        } else {
            phase(name);
        }
    }

    /** At most once a second, unless the phase is new. */
    private void tell(boolean always) {
        var seconds = (nanoTime.getAsLong() - began) / 1_000_000_000;
        if (always || seconds != told) {
            told = seconds;
            listener.accept(new Progress(phase, percent, seconds));
        }
    }
}
