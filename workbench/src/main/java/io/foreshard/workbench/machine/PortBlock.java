package io.foreshard.workbench.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ten consecutive free ports that one run owns until it ends. Immutable and thread-safe.
 *
 * <p>They lie below 32768, where Linux assigns no port to an outgoing connection. The first port stays bound while the block is
 * open, so a second run on the same machine never chooses the same block.
 */
public final class PortBlock implements AutoCloseable {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int SIZE = 10;
    private static final int ATTEMPTS = 200;

    private final ServerSocket reservation;

    private PortBlock(ServerSocket reservation) {
        this.reservation = reservation;
    }

    /**
     * Reserves a block, chosen at random.
     *
     * @throws IOException if no block is free, with a sentence for the user
     */
    public static PortBlock reserve() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = LOWEST + SIZE * ThreadLocalRandom.current().nextInt((HIGHEST - LOWEST) / SIZE);
            try {
                ServerSocket reservation = bind(first);
                if (areFree(first + 1)) {
                    return new PortBlock(reservation);
                }
                reservation.close();
            } catch (IOException e) {
                continue; // another program, or another run, has this port
            }
        }
        throw new IOException("No " + SIZE + " consecutive free ports were found between " + LOWEST + " and " + HIGHEST
                + " on 127.0.0.1.");
    }

    private static boolean areFree(int second) {
        for (int port = second; port < second + SIZE - 1; port++) {
            try {
                bind(port).close();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    /** Returns the discovery port of a server, 0 or 1. */
    public int discovery(int server) {
        return first() + 1 + server;
    }

    /** Returns the communication port of a node: 0 and 1 are the servers, 2 is the client. */
    public int communication(int node) {
        return first() + 3 + node;
    }

    /** Returns the port of a server for JDBC and thin clients. */
    public int clients(int server) {
        return first() + 6 + server;
    }

    /** Returns the metrics port of a server. */
    public int metrics(int server) {
        return first() + 8 + server;
    }

    private int first() {
        return reservation.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        reservation.close();
    }
}
