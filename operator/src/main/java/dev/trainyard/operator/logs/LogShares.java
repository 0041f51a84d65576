package dev.trainyard.operator.logs;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the logs of a job fit into one ConfigMap, which holds a mebibyte: those that are small are kept whole, and those
 * that are not share equally what is left, from their ends.
 */
public final class LogShares {
    /** Of a mebibyte; what is left is for the object's own fields. */
    public static final int ROOM = 900 << 10;

    /** More than this of one log is not asked for. */
    private static final int LONGEST = 1 << 20;

    /** All that is read of the logs of one job, since it is in memory at once. */
    private static final int MOST = 4 << 20;

    private static final int SHORTEST = 8 << 10;

    /** Of what a share promises, since the end of a log may compress less well than the whole. */
    private static final double CAUTION = 0.9;

    /** How many bytes of each of so many logs are read. */
    public static int bytesOfEach(int logs) {
        return Math.clamp(MOST / Math.max(1, logs), SHORTEST, LONGEST);
    }

    /**
     * Compresses the logs, and shortens them until they fit.
     *
     * @param logs by file name
     * @param room in bytes, for the files and their names
     */
    public static SortedMap<String, byte[]> fit(Map<String, LogText> logs, int room) {
        var files = new TreeMap<String, byte[]>();
        logs.forEach((name, text) -> files.put(name, text.compressed()));
        int names = files.keySet().stream().mapToInt(String::length).sum();
        int share = share(files.values().stream().mapToInt(file -> file.length).toArray(), room - names);
        logs.forEach((name, text) -> files.compute(name, (_, whole) -> shortened(text, whole, share)));
        return files;
    }

    /** The size that each may have, so that all together have no more than the room. */
    static int share(int[] sizes, int room) {
        var ascending = sizes.clone();
        Arrays.sort(ascending);
        int left = Math.max(0, room);
        for (int i = 0; i < ascending.length; i++) {
            int equal = left / (ascending.length - i);
            if (ascending[i] > equal) {
                return equal;
            }
            left -= ascending[i];
        }
        return Integer.MAX_VALUE;
    }

    private static byte[] shortened(LogText whole, byte[] compressed, int share) {
        var text = whole;
        var file = compressed;
        while (file.length > share && text.bytes().length > 0) {
            text = text.last((int) (text.bytes().length * CAUTION * share / file.length));
            file = text.compressed();
        }
        return file;
    }

    private LogShares() {}
}
