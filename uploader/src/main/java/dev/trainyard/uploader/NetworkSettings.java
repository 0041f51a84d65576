package dev.trainyard.uploader;

import dev.trainyard.uploader.store.Network;
import dev.trainyard.uploader.store.Proxies;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the environment says about the way to the store. */
final class NetworkSettings {
    private static final String CA_BUNDLE = "TRAINYARD_STORE_CA_BUNDLE";
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private NetworkSettings() {}

    static Network of(Environment read) throws Failure {
        var except = variable(read, "NO_PROXY").orElse("");
        return new Network(
                new Proxies(
                        proxy(read, "HTTP_PROXY"),
                        proxy(read, "HTTPS_PROXY"),
                        Stream.of(except.split("[,\\s]+"))
                                .filter(exception -> !exception.isEmpty())
                                .toList()),
                caBundle(read));
    }

    /** Said before the training, where the bundle is there by then. */
    private static Optional<Path> caBundle(Environment read) throws Failure {
        var bundle = read.optional(CA_BUNDLE).map(Path::of);
        if (bundle.isPresent()) {
            try {
                if (!Files.readString(bundle.get()).contains(PEM)) {
                    throw wrongBundle(bundle.get(), "it holds no certificate in PEM");
                }
            } catch (IOException e) {
                throw wrongBundle(bundle.get(), "it cannot be read: " + e);
            }
        }
        return bundle;
    }

    private static Failure wrongBundle(Path bundle, String why) {
        return new Failure(
                ExitCode.MISCONFIGURED,
                "%s is %s, and %s: correct what spec.caBundle of the ArtifactStore names"
                        .formatted(CA_BUNDLE, bundle, why));
    }

    private static Optional<URI> proxy(Environment read, String name) throws Failure {
        var value = variable(read, name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var text = value.get().contains("://") ? value.get() : "http://" + value.get();
        try {
            var uri = new URI(text.replaceFirst("/+$", ""));
            if (uri.getHost() == null
                    || !"http".equals(uri.getScheme())
                    || !uri.getRawPath().isEmpty()) {
                throw wrongProxy(name, "http://host:port is what works");
            }
            if (uri.getRawUserInfo() != null) {
                throw wrongProxy(name, "a proxy that asks for a password is not supported");
            }
            return Optional.of(uri.getPort() >= 0 ? uri : new URI(uri + ":80"));
        } catch (URISyntaxException e) {
            throw wrongProxy(name, "http://host:port is what works");
        }
    }

    /** The value may hold a password. */
    private static Failure wrongProxy(String name, String why) {
        return new Failure(
                ExitCode.MISCONFIGURED,
                "%s names a proxy that the uploader cannot use; %s: correct spec.proxy of the ArtifactStore, or the variable"
                        .formatted(name, why));
    }

    /** Both spellings are in use. */
    private static Optional<String> variable(Environment read, String name) {
        return read.optional(name.toLowerCase(Locale.ROOT)).or(() -> read.optional(name));
    }
}
