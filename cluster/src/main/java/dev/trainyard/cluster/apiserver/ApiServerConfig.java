package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.store.Store;
import java.nio.file.Path;

/**
 * What an API server needs.
 *
 * @param home the cluster's home folder, where {@code kubeconfig} and {@code pki/} are or will be
 * @param port on 127.0.0.1; 0 takes a free one
 * @param store where the objects are; the server does not close it
 */
public record ApiServerConfig(Path home, int port, Store store) {}
