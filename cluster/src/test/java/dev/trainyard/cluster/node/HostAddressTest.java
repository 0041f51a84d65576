package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostAddressTest {
    @Test
    void isTheFirstThatAServiceMayPointTo() {
        assertThat(HostAddress.choose(
                        Stream.of("127.0.0.1", "::1", "169.254.1.2", "fe80::1", "fd00::2", "192.0.2.7", "192.0.2.8")
                                .map(InetAddress::ofLiteral)
                                .toList()))
                .contains("192.0.2.7");
    }

    @Test
    void isNoneWithoutANetworkOfIpv4() {
        assertThat(HostAddress.choose(Stream.of("127.0.0.1", "::1", "fd00::2")
                        .map(InetAddress::ofLiteral)
                        .toList()))
                .isEmpty();
    }
}
