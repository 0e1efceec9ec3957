package io.foreshard.store.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that accepts calls of S3 and of STS, also as a proxy, and records them. It sends a wrong checksum with each object. */
final class RecordingHttpServer implements AutoCloseable {
    private static final String IDENTITY =
            """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult><Credentials>
                <AccessKeyId>key-of-web-identity</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token-of-session</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
              </Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>""";

    private final HttpServer server;
    private final Queue<Integer> nextStatuses = new ConcurrentLinkedQueue<>();
    private volatile boolean asksForProxyCredentials;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** A received request. */
    record Request(String method, String uri, Headers headers, String body) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    RecordingHttpServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next request with a status and no body. */
    void answerNext(int status) {
        nextStatuses.add(status);
    }

    /** Answers requests without credentials of the proxy with 407 from now on. */
    void askForProxyCredentials() {
        asksForProxyCredentials = true;
    }

    List<Request> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            if (asksForProxyCredentials && !exchange.getRequestHeaders().containsKey("Proxy-Authorization")) {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(407, -1);
                return;
            }
            Integer status = nextStatuses.poll();
            if (status != null) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            byte[] answer = answer(exchange.getRequestMethod(), body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("x-amz-checksum-crc32", "AAAAAA==");
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String answer(String method, String body) {
        if (body.contains("Action=AssumeRoleWithWebIdentity")) {
            return IDENTITY;
        }
        return method.equals("GET") ? "content" : "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
