package dev.trainyard.uploader.store;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} say, read as curl and Go read them.
 *
 * @param http for {@code http:} URLs
 * @param https for {@code https:} URLs
 * @param except host names, which stand for the names under them too, with a port or without; addresses; networks such
 *     as {@code 10.0.0.0/8}; {@code *} for everything
 */
public record Proxies(Optional<URI> http, Optional<URI> https, List<String> except) {
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

    /** The proxy on the way there, if there is one. Nobody asks a proxy for this machine or its node. */
    Optional<URI> toward(URI url) {
        var proxy = "https".equals(url.getScheme()) ? https : http;
        var host = url.getHost().toLowerCase(Locale.ROOT);
        return proxy.filter(_ -> !isLocal(host)
                && except.stream()
                        .noneMatch(exception -> matches(exception.toLowerCase(Locale.ROOT), host, port(url))));
    }

    static Proxy proxy(URI proxy) {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost")
                || Subnet.parse("127.0.0.0/8").orElseThrow().contains(host)
                || Subnet.parse("169.254.0.0/16").orElseThrow().contains(host)
                || Subnet.parse("::1/128").orElseThrow().contains(host)
                || Subnet.parse("fd00:ec2::/32").orElseThrow().contains(host);
    }

    private static boolean matches(String exception, String host, int port) {
        if (exception.equals("*")) {
            return true;
        }
        var subnet = Subnet.parse(exception);
        if (subnet.isPresent()) {
            return subnet.get().contains(host);
        }
        var colon = exception.indexOf(':');
        var isForPort = colon < 0 || exception.substring(colon + 1).equals(Integer.toString(port));
        var name = (colon < 0 ? exception : exception.substring(0, colon)).replaceFirst("^\\*?\\.", "");
        return isForPort && !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
    }
}
