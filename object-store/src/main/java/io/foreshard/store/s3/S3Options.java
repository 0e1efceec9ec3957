package io.foreshard.store.s3;

import io.foreshard.store.StoreOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The options of an S3 store, checked. Messages name an option and its cure and do not repeat a value, which may hold a secret.
 *
 * @param endpoint URL of the service; null for AWS
 * @param region null for the region of the environment
 * @param pathStyle whether the bucket is a part of the path; else it is a part of the host name
 * @param proxy URL of an HTTP proxy without credentials; null for the proxy of the environment, if any
 * @param connectTimeout longest duration of a connection attempt; at most the request timeout
 * @param requestTimeout duration after which a request is ended
 * @param fewRequestChecksums true sends checksums only where S3 requires them
 * @param fewResponseChecksums true validates checksums only where S3 requires it
 */
record S3Options(
        URI endpoint,
        String region,
        boolean pathStyle,
        URI proxy,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean fewRequestChecksums,
        boolean fewResponseChecksums,
        S3Encryption encryption) {
    private static final String ENDPOINT = "s3.endpoint";
    private static final String REGION = "s3.region";
    private static final String PATH_STYLE = "s3.pathStyle";
    private static final String PROXY = "s3.proxy";
    private static final String CONNECT_TIMEOUT = "s3.connectTimeout";
    private static final String REQUEST_CHECKSUMS = "s3.requestChecksums";
    private static final String RESPONSE_CHECKSUMS = "s3.responseChecksums";
    private static final String ENCRYPTION = "s3.encryption";
    private static final String KMS_KEY_ID = "s3.kmsKeyId";
    private static final String BUCKET_KEY = "s3.bucketKey";

    static final Set<String> NAMES = Set.of(
            ENDPOINT,
            REGION,
            PATH_STYLE,
            PROXY,
            CONNECT_TIMEOUT,
            REQUEST_CHECKSUMS,
            RESPONSE_CHECKSUMS,
            ENCRYPTION,
            KMS_KEY_ID,
            BUCKET_KEY);

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException with a sentence that names the setting and the cure
     */
    static S3Options of(StoreOptions options) {
        // The client reports its own timeout with a cause, before the guard has to interrupt its thread.
        Duration requestTimeout = options.attemptTimeout().multipliedBy(9).dividedBy(10);
        URI endpoint = parsed(options, ENDPOINT, S3Options::url);
        Boolean pathStyle = parsed(options, PATH_STYLE, text -> flag(PATH_STYLE, text));
        Duration connectTimeout = parsed(options, CONNECT_TIMEOUT, S3Options::timeout);
        return new S3Options(
                endpoint,
                parsed(options, REGION, S3Options::region),
                pathStyle == null ? endpoint != null : pathStyle,
                parsed(options, PROXY, S3Options::proxyUrl),
                connectTimeout == null || connectTimeout.compareTo(requestTimeout) > 0
                        ? requestTimeout
                        : connectTimeout,
                requestTimeout,
                onlyWhenRequired(options, REQUEST_CHECKSUMS),
                onlyWhenRequired(options, RESPONSE_CHECKSUMS),
                encryption(options));
    }

    private static S3Encryption encryption(StoreOptions options) {
        String algorithm = options.get(ENCRYPTION);
        if (algorithm != null && !Set.of("AES256", S3Encryption.KMS).contains(algorithm)) {
            throw refused(ENCRYPTION, "must be AES256 or aws:kms");
        }
        for (String option : new String[] {KMS_KEY_ID, BUCKET_KEY}) {
            if (options.get(option) != null && !S3Encryption.KMS.equals(algorithm)) {
                throw refused(option, "needs aws:kms as tier." + ENCRYPTION);
            }
        }
        return new S3Encryption(
                algorithm, options.get(KMS_KEY_ID), parsed(options, BUCKET_KEY, text -> flag(BUCKET_KEY, text)));
    }

    private static boolean onlyWhenRequired(StoreOptions options, String name) {
        String mode = options.get(name);
        return switch (mode == null ? "when_supported" : mode.toLowerCase(Locale.ROOT)) {
            case "when_supported" -> false;
            case "when_required" -> true;
            default -> throw refused(name, "must be when_supported or when_required");
        };
    }

    private static String region(String text) {
        if (!text.matches("[a-z0-9-]+")) {
            throw refused(REGION, "must be the name of a region like eu-central-1");
        }
        return text;
    }

    private static Duration timeout(String text) {
        try {
            Duration timeout = Duration.parse(text);
            if (!timeout.isNegative() && !timeout.isZero()) {
                return timeout;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "The setting tier." + CONNECT_TIMEOUT + " must be a duration like PT2S.", e);
        }
        throw refused(CONNECT_TIMEOUT, "must be a duration above zero");
    }

    private static boolean flag(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, "must be true or false");
        };
    }

    private static URI url(String text) {
        URI url = httpUrl(text);
        if (url == null) {
            throw refused(ENDPOINT, "must be a URL like https://host:port, without credentials and parameters");
        }
        return url;
    }

    private static URI proxyUrl(String text) {
        URI url = httpUrl(text);
        if (url == null || url.getPort() < 0 || !Set.of("", "/").contains(url.getPath())) {
            throw refused(
                    PROXY,
                    "must be a URL like http://host:port, without path and credentials; the AWS SDK reads credentials"
                            + " of a proxy from the system properties http.proxyUser and http.proxyPassword");
        }
        return url;
    }

    /** Returns null for a text that is no URL of a server. */
    private static URI httpUrl(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return null; // its message repeats the text
        }
        boolean server = Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null
                && url.getQuery() == null
                && url.getFragment() == null;
        return server ? url : null;
    }

    private static <T> T parsed(StoreOptions options, String name, Function<String, T> parser) {
        String text = options.get(name);
        return text == null ? null : parser.apply(text);
    }

    private static IllegalArgumentException refused(String name, String cure) {
        return new IllegalArgumentException("The setting tier." + name + " " + cure + ".");
    }
}
