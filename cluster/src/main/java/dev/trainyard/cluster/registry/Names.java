package dev.trainyard.cluster.registry;

import java.util.random.RandomGenerator;

/** Names that the server makes up, for objects that come with {@code generateName}. */
final class Names {
    /** No vowels, so that no words come out; nothing that looks like something else. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX = 5;
    private static final int LONGEST_BASE = 63 - SUFFIX;

    private Names() {}

    static String generate(String base, RandomGenerator random) {
        StringBuilder name = new StringBuilder(base.length() > LONGEST_BASE ? base.substring(0, LONGEST_BASE) : base);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
