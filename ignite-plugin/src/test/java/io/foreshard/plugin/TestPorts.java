package io.foreshard.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of the tests of this JVM: a block of its own, so that two builds on one machine do not meet. It lies below the ports that Linux
 * gives to outgoing connections (32768 to 60999).
 */
public final class TestPorts {
    private static final int FIRST = 21_000;
    private static final int BLOCKS = 110;
    private static final int PORTS = 100;

    /** The open first port keeps the block for this JVM. */
    private static final ServerSocket CLAIM = claim();

    private TestPorts() {}

    /** Returns a port of the block, 1 to 99. */
    public static int port(int number) {
        if (number < 1 || number >= PORTS) {
            throw new IllegalArgumentException("no port of the block: " + number);
        }
        return CLAIM.getLocalPort() + number;
    }

    private static ServerSocket claim() {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            try {
                return new ServerSocket(FIRST + (start + i) % BLOCKS * PORTS, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                if (i == BLOCKS - 1) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException("no block of ports is free");
    }
}
