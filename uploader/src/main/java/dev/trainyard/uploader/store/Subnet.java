package dev.trainyard.uploader.store;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A network of addresses, or a single one.
 *
 * @param bits how many of the address's bits are the network's
 */
record Subnet(InetAddress address, int bits) {
    private static final int BYTE = 8;

    /** Of {@code 10.0.0.0/8} or {@code 10.1.2.3}; empty if it is a name. */
    static Optional<Subnet> parse(String text) {
        var slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        var all = address.get().getAddress().length * BYTE;
        try {
            var bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > all ? Optional.empty() : Optional.of(new Subnet(address.get(), bits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** @param host of a URL, a name perhaps: that is in no network, since nobody is asked for its address */
    boolean contains(String host) {
        return literal(host).filter(this::contains).isPresent();
    }

    /** Whether the host of a URL is an address. */
    static boolean isAddress(String host) {
        return literal(host).isPresent();
    }

    private boolean contains(InetAddress other) {
        var mine = address.getAddress();
        var others = other.getAddress();
        if (mine.length != others.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            var mask = 1 << (BYTE - 1 - bit % BYTE);
            if (((mine[bit / BYTE] ^ others[bit / BYTE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text.replaceAll("[\\[\\]]", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
