package io.foreshard.testing.service;

import com.adobe.testing.s3mock.S3MockApplication;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Adobe S3Mock with one bucket, which ends when its standard input does.
 *
 * <p>Argument: bucket; further ones are ignored, because S3Mock checks no signatures. It prints {@code READY http://127.0.0.1:PORT} when it accepts
 * requests.
 */
public final class S3MockServer {
    private S3MockServer() {}

    /** Serves until standard input ends. */
    @SuppressWarnings("deprecation") // the successor needs Testcontainers
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> properties = new HashMap<>(); // S3Mock changes it
        properties.put(S3MockApplication.PROP_HTTP_PORT, 0);
        properties.put(S3MockApplication.PROP_HTTPS_PORT, 0);
        properties.put(S3MockApplication.PROP_SILENT, true);
        properties.put("com.adobe.testing.s3mock.store.initial-buckets", arguments[0]);
        S3MockApplication server = S3MockApplication.start(properties);
        System.out.println("READY http://127.0.0.1:" + server.getHttpPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
