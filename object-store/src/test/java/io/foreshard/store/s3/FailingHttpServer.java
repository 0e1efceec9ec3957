package io.foreshard.store.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that fails every request in one way and counts them. A connection carries one request. */
final class FailingHttpServer implements AutoCloseable {
    private final Failure failure;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The way in which all requests fail. */
    enum Failure {
        /** Answers 503. */
        SLOW_DOWN,
        /** Answers 500. */
        INTERNAL_ERROR,
        /** Accepts the connection and the request and never answers. */
        SILENT,
        /** Closes the connection in the middle of the body. */
        HALF_BODY,
        /** Sends the body byte by byte; the pauses are short enough that no read of the socket times out. */
        SLOW_BODY
    }

    FailingHttpServer(Failure failure) throws IOException {
        this.failure = failure;
        threads.execute(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            threads.shutdown(); // the server was closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = head.readLine();
            if (first == null) {
                return; // a connection without a request
            }
            String line = first;
            while (line != null && !line.isEmpty()) {
                line = head.readLine();
            }
            requests.incrementAndGet();
            fail(client.getOutputStream());
        } catch (IOException e) {
            // The client gave up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server was closed
        }
    }

    private void fail(OutputStream out) throws IOException, InterruptedException {
        switch (failure) {
            case SLOW_DOWN -> send(out, "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            case INTERNAL_ERROR -> send(
                    out, "HTTP/1.1 500 Internal Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            case SILENT -> closed.await();
            case HALF_BODY -> {
                sendHead(out);
                send(out, "x".repeat(50));
            }
            case SLOW_BODY -> {
                sendHead(out);
                while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                    send(out, "x");
                }
            }
        }
    }

    private static void sendHead(OutputStream out) throws IOException {
        send(
                out,
                "HTTP/1.1 206 Partial Content\r\nContent-Length: 100\r\nContent-Range: bytes 0-99/100\r\n"
                        + "ETag: \"1\"\r\n\r\n");
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        threads.shutdownNow();
    }
}
