package io.foreshard.workbench.attack.outage;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.foreshard.workbench.attack.outage.StoredObjects.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answers of the service: those of S3 to the requests of the tier, and those of its outages. Has no state. */
final class ObjectRequest {
    private static final int KEYS_OF_A_PAGE = 1_000;
    private static final long POLL_MILLIS = 50;
    private static final int TRICKLED_BYTES = 50; // in 50 ms: 1 kB/s
    /** Bytes of the headers of a signed request and its answer, which are as slow. */
    private static final int HEADER_BYTES = 1_000;

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private ObjectRequest() {}

    /** Answers a request as S3 does. */
    static void answer(HttpExchange exchange, StoredObjects objects) throws IOException {
        String key = key(exchange);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, objects, key);
            case "GET" -> {
                if (key.isEmpty()) {
                    list(exchange, objects);
                } else {
                    get(exchange, objects.get(key));
                }
            }
            case "HEAD" -> exchange.sendResponseHeaders(objects.get(key) == null ? 404 : 200, -1);
            case "POST" -> delete(exchange, objects);
            default -> fail(exchange, 501, "NotImplemented");
        }
    }

    private static String key(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String prefix = "/" + ObjectService.BUCKET + "/";
        return path.startsWith(prefix) ? path.substring(prefix.length()) : "";
    }

    private static void put(HttpExchange exchange, StoredObjects objects, String key) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        byte[] content = content(exchange.getRequestBody().readAllBytes(), headers);
        String expected = headers.getFirst("If-Match");
        String tag = expected == null ? objects.create(key, content) : objects.replace(key, content, expected);
        if (tag == null) {
            fail(exchange, 412, "PreconditionFailed");
            return;
        }
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.sendResponseHeaders(200, -1);
    }

    /** Returns the content of a body, which may be sent in signed chunks. */
    private static byte[] content(byte[] body, Headers headers) {
        String hash = String.valueOf(headers.getFirst("x-amz-content-sha256"));
        if (!hash.startsWith("STREAMING-")) {
            return body;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int position = 0;
        while (true) {
            int end = position;
            while (body[end] != '\r') {
                end++;
            }
            String line = new String(body, position, end - position, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(line.split(";")[0], 16);
            if (length == 0) {
                return content.toByteArray();
            }
            content.write(body, end + 2, length);
            position = end + 2 + length + 2;
        }
    }

    private static void get(HttpExchange exchange, Stored stored) throws IOException {
        byte[] content = stored == null ? null : range(exchange, stored);
        if (content == null) {
            fail(exchange, stored == null ? 404 : 416, stored == null ? "NoSuchKey" : "InvalidRange");
        } else {
            send(exchange, status(exchange), content);
        }
    }

    /** Returns the bytes that a request asks for and sets the headers of the answer; null if there are none. */
    private static byte[] range(HttpExchange exchange, Stored stored) {
        byte[] content = stored.content();
        exchange.getResponseHeaders().set("ETag", stored.tag());
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        if (!range.matches()) {
            return content;
        }
        int first = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), content.length - 1);
        if (first > last) {
            return null;
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + last + "/" + content.length);
        return Arrays.copyOfRange(content, first, last + 1);
    }

    private static int status(HttpExchange exchange) {
        return exchange.getResponseHeaders().containsKey("Content-Range") ? 206 : 200;
    }

    private static void list(HttpExchange exchange, StoredObjects objects) throws IOException {
        Map<String, String> query = query(exchange);
        String prefix = query.getOrDefault("prefix", "");
        String position = query.getOrDefault("continuation-token", "");
        StringBuilder page = new StringBuilder();
        String last = null;
        int count = 0;
        for (Map.Entry<String, Stored> object : objects.after(position).entrySet()) {
            if (!object.getKey().startsWith(prefix)) {
                continue;
            }
            if (count == KEYS_OF_A_PAGE) {
                page.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
                break;
            }
            count++;
            last = object.getKey();
            page.append("<Contents><Key>").append(last).append("</Key><LastModified>");
            page.append(Instant.ofEpochMilli(object.getValue().millis())).append("</LastModified><Size>");
            page.append(object.getValue().content().length).append("</Size></Contents>");
        }
        boolean truncated = page.indexOf("<NextContinuationToken>") >= 0;
        xml(
                exchange,
                200,
                "<ListBucketResult><IsTruncated>" + truncated + "</IsTruncated>" + page + "</ListBucketResult>");
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new HashMap<>();
        for (String part :
                String.valueOf(exchange.getRequestURI().getRawQuery()).split("&")) {
            String[] pair = part.split("=", 2);
            values.put(pair[0], pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void delete(HttpExchange exchange, StoredObjects objects) throws IOException {
        byte[] body = content(exchange.getRequestBody().readAllBytes(), exchange.getRequestHeaders());
        Matcher keys = KEY.matcher(new String(body, StandardCharsets.UTF_8));
        while (keys.find()) {
            objects.delete(keys.group(1));
        }
        xml(exchange, 200, "<DeleteResult></DeleteResult>");
    }

    /** Answers with the error of a service. */
    static void fail(HttpExchange exchange, int status, String code) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            xml(exchange, status, "<Error><Code>" + code + "</Code><Message>attack</Message></Error>");
        }
    }

    static void discardBody(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            body.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Sends an answer at 1 kB/s while a condition holds; other requests are not answered, as their own body would take as long. */
    static void trickle(HttpExchange exchange, StoredObjects objects, BooleanSupplier condition) throws IOException {
        Stored stored = objects.get(key(exchange));
        byte[] content = stored == null || !exchange.getRequestMethod().equals("GET") ? null : range(exchange, stored);
        if (content == null) {
            stayWhile(condition);
            return;
        }
        for (int sent = 0; sent < HEADER_BYTES && condition.getAsBoolean(); sent += TRICKLED_BYTES) {
            pause();
        }
        exchange.sendResponseHeaders(status(exchange), content.length);
        OutputStream body = exchange.getResponseBody();
        for (int sent = 0; sent < content.length && condition.getAsBoolean(); sent += TRICKLED_BYTES) {
            body.write(content, sent, Math.min(TRICKLED_BYTES, content.length - sent));
            body.flush();
            pause();
        }
    }

    /** Answers nothing while a condition holds; then the connection is closed. */
    static void stayWhile(BooleanSupplier condition) throws IOException {
        while (condition.getAsBoolean()) {
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The service stops.", e);
        }
    }

    private static void xml(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        send(exchange, status, ("<?xml version=\"1.0\"?>" + body).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }
}
