package io.foreshard.workbench.attack.outage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.foreshard.workbench.attack.cluster.Daemons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A service with the part of S3's protocol that the tier uses, in this JVM, which fails in each {@link OutageKind} on command: the client of the servers is the real
 * one, with its connections and timeouts. Objects are in memory. Thread-safe, except {@link #fail}, {@link #repair} and {@link #close}.
 */
public final class ObjectService implements AutoCloseable {
    /** Name of the bucket. */
    public static final String BUCKET = "attack";

    /** Options of the virtual machine of a client: the service accepts any credentials, but its client needs some. */
    public static final List<String> CLIENT_OPTIONS =
            List.of("-Daws.accessKeyId=attack", "-Daws.secretAccessKey=attack");

    private final int port;
    private final StoredObjects objects = new StoredObjects();
    private final ExecutorService threads = Executors.newCachedThreadPool(Daemons::thread);
    private final AtomicLong refused = new AtomicLong();
    private volatile OutageKind outage;
    private HttpServer server;

    private ObjectService(int port) {
        this.port = port;
    }

    /** Starts the service on a free port of the caller. */
    public static ObjectService start(int port) throws IOException {
        ObjectService service = new ObjectService(port);
        service.listen();
        return service;
    }

    /** Returns the URL of the service. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Begins an outage. */
    public void fail(OutageKind kind) {
        outage = kind;
        if (kind == OutageKind.DOWN) {
            server.stop(0);
        }
    }

    /** Ends the outage; requests that have begun in it are not answered. */
    public void repair() throws IOException {
        boolean wasDown = outage == OutageKind.DOWN;
        outage = null;
        if (wasDown) {
            listen();
        }
    }

    /** Returns the requests that met an outage, without refused connections. */
    long refused() {
        return refused.get();
    }

    private void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        OutageKind kind = outage;
        try (exchange) {
            if (kind == null) {
                ObjectRequest.answer(exchange, objects);
                return;
            }
            refused.incrementAndGet();
            ObjectRequest.discardBody(exchange);
            switch (kind) {
                case DOWN -> {}
                case UNAVAILABLE -> ObjectRequest.fail(exchange, 503, "SlowDown");
                case EXPIRED -> ObjectRequest.fail(exchange, 403, "ExpiredToken");
                case NO_BUCKET -> ObjectRequest.fail(exchange, 404, "NoSuchBucket");
                case SLOW -> ObjectRequest.trickle(exchange, objects, () -> outage == kind);
                case HALF_OPEN -> ObjectRequest.stayWhile(() -> outage == kind);
            }
        }
    }

    @Override
    public void close() {
        outage = null;
        server.stop(0);
        threads.shutdownNow();
    }
}
