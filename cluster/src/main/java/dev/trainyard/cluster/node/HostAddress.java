package dev.trainyard.cluster.node;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The address of this machine that a Service may point to. */
final class HostAddress {
    private HostAddress() {}

    /** The first that will do; empty where the machine has none, as without a network. */
    static Optional<String> find() {
        try {
            return choose(NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList());
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    /**
     * API servers refuse these in an Endpoints and an EndpointSlice: unspecified, loopback and link-local addresses.
     * Only IPv4 will do, the family of Services unless they ask for another.
     */
    static Optional<String> choose(List<InetAddress> addresses) {
        return addresses.stream()
                .filter(Inet4Address.class::isInstance)
                .filter(address -> !address.isAnyLocalAddress()
                        && !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress()
                        && !address.isMulticastAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }
}
