package dev.trainyard.cluster.objectstore;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names that mean this machine and nothing else. A page in a browser can make its own name resolve to 127.0.0.1
 * (DNS rebinding), but the browser then sends that name as the Host. No page can own the names here.
 */
final class LoopbackNames {
    private static final Pattern ADDRESS = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

    private LoopbackNames() {}

    /** Whether a Host header without its port names the loopback. RFC 6761 keeps all of {@code .localhost} for it. */
    static boolean contains(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches();
    }
}
