package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of a private authority, for {@code store.example} and this machine.
 *
 * @param pem where it is
 * @param server who speaks with it
 */
public record TestCertificate(Path pem, SSLContext server) {
    private static final String PASSWORD = "password";

    public static TestCertificate in(Path folder) throws Exception {
        var keys = folder.resolve("keys.p12");
        var pem = folder.resolve("ca.crt");
        keytool(
                keys,
                List.of(
                        "-genkeypair",
                        "-dname",
                        "CN=store.example",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-ext",
                        "bc=ca:true",
                        "-ext",
                        "san=dns:store.example,dns:artifacts.store.example,dns:localhost,ip:127.0.0.1"));
        keytool(keys, List.of("-exportcert", "-rfc", "-file", pem.toString()));
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new TestCertificate(pem, context);
    }

    private static void keytool(Path keys, List<String> arguments) throws Exception {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        words.addAll(arguments);
        words.addAll(List.of(
                "-alias", "store", "-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
