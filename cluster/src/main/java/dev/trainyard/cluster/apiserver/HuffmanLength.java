package dev.trainyard.cluster.apiserver;

/** How long HTTP/2 makes a header's value: HPACK writes each character with a code of its own length. */
final class HuffmanLength {
    /** The bits of the codes of ' ' to '~', RFC 7541 appendix B. */
    private static final int[] BITS = {
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, // space to /
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, // 0 to ?
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, // @ to O
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, // P to _
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, // ` to o
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, // p to ~
    };

    /** The longest code of all. */
    private static final int OTHER = 30;

    private HuffmanLength() {}

    static int bits(String value) {
        return value.chars()
                .map(c -> c >= ' ' && c <= '~' ? BITS[c - ' '] : OTHER)
                .sum();
    }
}
