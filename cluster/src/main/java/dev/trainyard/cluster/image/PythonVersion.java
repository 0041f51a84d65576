package dev.trainyard.cluster.image;

import java.util.Comparator;

/** A version of Python as far as packages care: {@code 3.12}; {@code 3} alone stands for any 3.x. */
record PythonVersion(int major, int minor) implements Comparable<PythonVersion> {
    static final int ANY = -1;

    static PythonVersion parse(String text) throws ImageProblem {
        var parts = text.split("\\.", -1);
        try {
            return new PythonVersion(Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : ANY);
        } catch (NumberFormatException e) {
            throw new ImageProblem("\"" + text + "\" is not a version of Python such as 3.12");
        }
    }

    boolean within(PythonVersion oldest, PythonVersion newest) {
        var old = oldest.minor == ANY ? oldest.major <= major : compareTo(oldest) >= 0;
        var recent = newest.minor == ANY ? newest.major >= major : compareTo(newest) <= 0;
        return old && recent;
    }

    @Override
    public int compareTo(PythonVersion other) {
        return Comparator.comparingInt(PythonVersion::major)
                .thenComparingInt(PythonVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return minor == ANY ? Integer.toString(major) : major + "." + minor;
    }
}
