package dev.trainyard.cluster.image;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Reads from pip's output how far it is. pip finds out what it has to fetch while it fetches, so the first part is an
 * estimate: the more packages have been seen, the less is likely to come. The second part, the installation, is
 * counted.
 */
final class PipProgress {
    private static final Pattern RAW = Pattern.compile("Progress (\\d+) of (\\d+)");
    private static final int FETCHED = 60;
    private static final double TYPICAL_PACKAGES = 15;

    private final Consumer<Progress> listener;
    private final LongSupplier nanoTime;
    private final long began;
    private String phase = "creating";
    private int packages;
    private double ofPackage;
    private int toInstall;
    private int percent;
    private long told = -1;

    PipProgress(Consumer<Progress> listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /** One line of pip's. */
    synchronized void line(String line) {
        var text = line.strip();
        var raw = RAW.matcher(text);
        if (raw.matches()) {
            ofPackage = Double.parseDouble(raw.group(1)) / Math.max(1, Double.parseDouble(raw.group(2)));
        } else if (text.startsWith("Collecting ")) {
            packages++;
            ofPackage = 0;
            phase = "collecting";
        } else if (text.startsWith("Downloading ")) {
            phase = "downloading";
        } else if (text.startsWith("Installing collected packages:")) {
            toInstall = text.split(",", -1).length;
            phase = "installing";
        }
        tell(0);
    }

    /** So many packages stand in the environment. */
    synchronized void installed(int count) {
        tell(count);
    }

    /** At most once a second, and never less than before. */
    private void tell(int installed) {
        var seconds = (nanoTime.getAsLong() - began) / 1_000_000_000;
        var estimate = toInstall > 0
                ? FETCHED + (99 - FETCHED) * Math.min(installed, toInstall) / toInstall
                : (int) (FETCHED * (1 - 1 / (1 + (packages + ofPackage) / TYPICAL_PACKAGES)));
        percent = Math.max(percent, estimate);
        if (seconds != told) {
            told = seconds;
            listener.accept(new Progress(phase, percent, seconds));
        }
    }
}
