package dev.trainyard.cluster.image;

import java.util.List;

/** Why pip failed, told from what it wrote. */
enum PipFailure {
    NO_SUCH_PACKAGE(
            "Correct the image's name, or its entry in images.yaml; or install a version of Python that it has wheels for."),
    NO_NETWORK("Check the network, and pip's settings (pip config list)."),
    DISK_FULL("Make room, or set TRAINYARD_IMAGES to a folder on a larger disk."),
    OTHER("The same can be tried by hand with pip install.");

    private final String fix;

    PipFailure(String fix) {
        this.fix = fix;
    }

    String fix() {
        return fix;
    }

    static PipFailure of(List<String> lines) {
        if (any(lines, "No space left on device", "Disk quota exceeded")) {
            return DISK_FULL;
        }
        // Where the network fails, pip goes on to say that it found no version at all: so this comes first.
        if (any(
                lines,
                "Failed to establish a new connection",
                "Name or service not known",
                "Temporary failure in name resolution",
                "Network is unreachable",
                "Connection refused",
                "ProxyError",
                "ReadTimeoutError",
                "ConnectTimeoutError")) {
            return NO_NETWORK;
        }
        if (any(
                lines,
                "No matching distribution found",
                "Could not find a version that satisfies",
                "Invalid requirement")) {
            return NO_SUCH_PACKAGE;
        }
        return OTHER;
    }

    private static boolean any(List<String> lines, String... signs) {
        return lines.stream().anyMatch(line -> List.of(signs).stream().anyMatch(line::contains));
    }
}
