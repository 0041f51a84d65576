package dev.trainyard.cli.connection;

import dev.trainyard.api.Serialization;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.RunningCluster;
import dev.trainyard.cluster.folder.CurrentUser;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.File;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * A cluster, and the namespace that a command works in.
 *
 * @param client talks to the API server
 * @param namespace the one asked for, else the kubeconfig's, else {@code default}
 * @param server the API server's URL
 * @param note see {@link KubeconfigChoice#note()}
 */
public record Connection(KubernetesClient client, String namespace, String server, Optional<String> note)
        implements AutoCloseable {

    /**
     * Connects to the cluster that {@link KubeconfigChoice} picks.
     *
     * @throws Failure when there is none, or it does not answer
     */
    public static Connection open(
            Optional<String> kubeconfig, Optional<String> namespace, Home home, Map<String, String> environment) {
        var local = RunningCluster.find(home).map(cluster -> home.kubeconfig().toString());
        var usual = CurrentUser.home(environment).resolve(".kube/config");
        var choice = KubeconfigChoice.choose(
                        kubeconfig,
                        Optional.ofNullable(environment.get("KUBECONFIG")),
                        local,
                        Files.exists(usual) ? Optional.of(usual.toString()) : Optional.empty())
                .orElseThrow(() -> new Failure("No cluster to talk to. Start the local one: trainyard up. Or name "
                        + "another: --kubeconfig FILE, or $KUBECONFIG."));
        var config = read(choice);
        var chosen =
                namespace.or(() -> Optional.ofNullable(config.getNamespace())).orElse("default");
        return new Connection(connect(config), chosen, address(config), choice.note()).proved();
    }

    /** Connects by the only kubeconfig there is. */
    public static Connection open(Path kubeconfig, String namespace) {
        var config =
                read(new KubeconfigChoice(KubeconfigChoice.Source.OPTION, kubeconfig.toString(), Optional.empty()));
        return new Connection(connect(config), namespace, address(config), Optional.empty());
    }

    /** Connects as the administrator of a server of this process: to read the kubeconfig back would only cost time. */
    public static Connection open(String server, String authorityPem, String token) {
        var config = Config.empty();
        config.setMasterUrl(server);
        config.setCaCertData(Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.US_ASCII)));
        config.setOauthToken(token);
        config.setNamespace("default");
        return new Connection(connect(config), "default", address(config), Optional.empty());
    }

    /** One small question, so that all that can be wrong with a connection is said in terms of the connection. */
    private Connection proved() {
        try {
            client.getKubernetesVersion();
            return this;
        } catch (KubernetesClientException failed) {
            close();
            throw new Failure(problem(failed), failed);
        }
    }

    private String problem(KubernetesClientException failed) {
        if (failed.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return server + " does not know this user: the credentials in the kubeconfig are missing or old.";
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return server + " does not show a certificate that the kubeconfig trusts: " + cause.getMessage();
            }
        }
        return "Nothing answers at " + server + ". For the local cluster: trainyard up. For another: check its address "
                + "in the kubeconfig.";
    }

    private static Config read(KubeconfigChoice choice) {
        var several = choice.source() == KubeconfigChoice.Source.ENVIRONMENT;
        var files = several ? choice.path().split(File.pathSeparator, -1) : new String[] {choice.path()};
        if (Stream.of(files).map(Path::of).noneMatch(Files::isReadable)) {
            throw new Failure("The kubeconfig " + choice.path() + " does not exist or may not be read.");
        }
        try {
            // Only the automatic configuration merges files.
            var config = several
                    ? Config.autoConfigure(null)
                    : Config.fromKubeconfig(Path.of(choice.path()).toFile());
            // Without a context the client would guess an address, and that would be what the person is told of.
            Objects.requireNonNull(config.getCurrentContext(), "no current-context");
            return config;
        } catch (RuntimeException unusable) {
            // Of every kind: it depends on how far the parser comes.
            throw new Failure(
                    "The kubeconfig " + choice.path()
                            + " cannot be used: it must be YAML with clusters, users, contexts and "
                            + "a current-context that names one of them. The local cluster's is written anew by "
                            + "trainyard down and up.",
                    unusable);
        }
    }

    private static String address(Config config) {
        return config.getMasterUrl().replaceFirst("/$", "");
    }

    private static KubernetesClient connect(Config config) {
        // A person waits: better to say at once that nothing answers.
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(5_000);
        // A server that has taken the question will answer it, be the machine ever so busy.
        config.setRequestTimeout(60_000);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(Serialization.kubernetes())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    @Override
    public void close() {
        client.close();
    }
}
