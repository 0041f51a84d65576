package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The way to a server: through a proxy or not, and whose certificates count. */
public final class Network {
    public static final Network DIRECT = new Network(Proxies.NONE, Optional.empty());

    private final Proxies proxies;
    private final Optional<Path> caBundle;
    private @Nullable SSLSocketFactory sockets;

    /** @param caBundle certificates in PEM that count beside those that Java brings */
    public Network(Proxies proxies, Optional<Path> caBundle) {
        this.proxies = proxies;
        this.caBundle = caBundle;
    }

    /** The proxy on the way there, as a clause for a message; empty without a proxy. */
    String by(URI url) {
        return proxies.toward(url).map(proxy -> " by way of the proxy " + proxy).orElse("");
    }

    /** Opens nothing yet: the first request does. */
    HttpURLConnection open(URI url) throws IOException {
        var connection = (HttpURLConnection) url.toURL()
                .openConnection(proxies.toward(url).map(Proxies::proxy).orElse(java.net.Proxy.NO_PROXY));
        if (connection instanceof HttpsURLConnection https && caBundle.isPresent()) {
            https.setSSLSocketFactory(sockets(caBundle.get()));
        }
        return connection;
    }

    /**
     * Sets a header. The JDK's own exception quotes the value, which may be a token.
     *
     * @throws IOException if HTTP has no such value
     */
    static void setHeader(HttpURLConnection connection, String name, String value) throws IOException {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(
                    "the value for the header %s has a line break or another control character in it; if it is a key or a token, write it on one line"
                            .formatted(name));
        }
        connection.setRequestProperty(name, value);
    }

    /** What becomes of an answer. */
    @FunctionalInterface
    interface Reading {
        HttpAnswer read(HttpURLConnection connection) throws IOException;
    }

    /** Reads the answer. The JDK calls itself for each "100 Continue", and a server may send them without end. */
    static HttpAnswer answer(HttpURLConnection connection, Reading reading) throws IOException {
        try {
            return reading.read(connection);
        } catch (StackOverflowError e) {
            connection.disconnect();
            throw new IOException("it says \"100 Continue\" again and again, and answers nothing", e);
        }
    }

    private synchronized SSLSocketFactory sockets(Path bundle) throws IOException {
        var built = sockets;
        if (built == null) {
            built = Trust.sockets(bundle);
            sockets = built;
        }
        return built;
    }
}
