package io.foreshard.plugin;

import io.foreshard.store.StoreOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * The settings of an S3 store: service, connection, checksums and server-side encryption. They need an {@code s3://} URI as {@code tier.storeUri}.
 * Credentials are no setting: the AWS SDK finds them. Not thread-safe.
 */
public final class S3Configuration extends SettingGroup {
    /** The property {@code endpoint}. */
    public static final Setting<String> ENDPOINT = Setting.of(
                    "endpoint", SettingType.TEXT, null, "Endpoint of an S3-compatible service. Unset: AWS.")
            .mustBe("an http or https URL", S3Configuration::isUrl);

    /** The property {@code region}. */
    public static final Setting<String> REGION = Setting.of(
                    "region",
                    SettingType.TEXT,
                    null,
                    "Region. Unset: the region of system properties, environment or profile; else that of the instance on AWS, "
                            + "or us-east-1 with `tier.s3.endpoint`.")
            .mustBe("the name of a region, such as eu-central-1", name -> name.matches("[a-z0-9-]+"));

    /** The property {@code pathStyle}. */
    public static final Setting<Boolean> PATH_STYLE = Setting.of(
            "pathStyle",
            SettingType.BOOLEAN,
            null,
            "`true` names the bucket in the path, `false` in the host name. Unset: `true` with `tier.s3.endpoint`, `false` on AWS.");

    /** The property {@code proxy}. */
    public static final Setting<String> PROXY = Setting.of(
                    "proxy",
                    SettingType.TEXT,
                    null,
                    "HTTP proxy. Unset: the proxy of system properties or environment (`HTTPS_PROXY`, `NO_PROXY`), if any. "
                            + "Credentials of the proxy come from the system properties `http.proxyUser` and `http.proxyPassword` "
                            + "(`https.` for an https proxy).")
            .mustBe("a URL like http://host:port without credentials", S3Configuration::isUrl);

    /** The property {@code connectTimeout}. */
    public static final Setting<Duration> CONNECT_TIMEOUT = Setting.of(
                    "connectTimeout",
                    SettingType.DURATION,
                    null,
                    "Longest duration of a connection attempt. Unset: that of a request, 45 % of `tier.requestDeadline`.")
            .mustBe("a duration above zero", timeout -> !timeout.isNegative() && !timeout.isZero());

    /** The property {@code requestChecksums}. */
    public static final Setting<String> REQUEST_CHECKSUMS = Setting.of(
                    "requestChecksums",
                    SettingType.TEXT,
                    null,
                    "Which requests carry a checksum. Unset: `when_supported`. Services that refuse a CRC32 trailer need "
                            + "`when_required`.")
            .mustBe("`when_supported` or `when_required`", S3Configuration::isChecksumMode);

    /** The property {@code responseChecksums}. */
    public static final Setting<String> RESPONSE_CHECKSUMS = Setting.of(
                    "responseChecksums",
                    SettingType.TEXT,
                    null,
                    "Which answers are checked against a checksum of the service. Unset: `when_supported`. The tier checks its "
                            + "pages in both modes.")
            .mustBe("`when_supported` or `when_required`", S3Configuration::isChecksumMode);

    /** The property {@code encryption}. */
    public static final Setting<String> ENCRYPTION = Setting.of(
                    "encryption",
                    SettingType.TEXT,
                    null,
                    "Server-side encryption that each write asks for. Unset: the default of the bucket.")
            .mustBe("`AES256` or `aws:kms`", value -> value.equals("AES256") || value.equals("aws:kms"));

    /** The property {@code kmsKeyId}. */
    public static final Setting<String> KMS_KEY_ID = Setting.of(
                    "kmsKeyId", SettingType.TEXT, null, "KMS key. Unset: the default key of the account.")
            .mustBe(
                    "the id, alias or ARN of a key, with `aws:kms` as `tier.s3.encryption`",
                    key -> key.matches("[A-Za-z0-9:/_-]+"));

    /** The property {@code bucketKey}. */
    public static final Setting<Boolean> BUCKET_KEY = Setting.of(
                    "bucketKey",
                    SettingType.BOOLEAN,
                    null,
                    "`true` lets objects share a key of the bucket, which lowers the number of KMS requests. Unset: the "
                            + "default of the bucket.")
            .mustBe("`true` or `false`, with `aws:kms` as `tier.s3.encryption`", value -> true);

    /** Sets the URL of an S3-compatible service. Unset: AWS. */
    public S3Configuration setEndpoint(String endpoint) {
        put(ENDPOINT, endpoint);
        return this;
    }

    /** Returns the URL of the service, or null. */
    public String getEndpoint() {
        return text(ENDPOINT);
    }

    /** Sets the region. Unset: the AWS SDK looks for it. */
    public S3Configuration setRegion(String region) {
        put(REGION, region);
        return this;
    }

    /** Returns the region, or null. */
    public String getRegion() {
        return text(REGION);
    }

    /** Sets whether the bucket is named in the path or in the host name. Unset: in the path of an endpoint, in the host name of AWS. */
    public S3Configuration setPathStyle(Boolean pathStyle) {
        put(PATH_STYLE, pathStyle);
        return this;
    }

    /** Sets whether the bucket is named in the path or in the host name, as text. */
    public S3Configuration setPathStyle(String pathStyle) {
        put(PATH_STYLE, pathStyle);
        return this;
    }

    /** Returns whether the bucket is named in the path as text, or null. */
    public String getPathStyle() {
        return text(PATH_STYLE);
    }

    /** Sets the URL of an HTTP proxy, without credentials. Unset: the proxy of the environment, if any. */
    public S3Configuration setProxy(String proxy) {
        put(PROXY, proxy);
        return this;
    }

    /** Returns the URL of the proxy, or null. */
    public String getProxy() {
        return text(PROXY);
    }

    /** Sets the longest duration of a connection attempt. */
    public S3Configuration setConnectTimeout(Duration connectTimeout) {
        put(CONNECT_TIMEOUT, connectTimeout);
        return this;
    }

    /** Sets the longest duration of a connection attempt, as text. */
    public S3Configuration setConnectTimeout(String connectTimeout) {
        put(CONNECT_TIMEOUT, connectTimeout);
        return this;
    }

    /** Returns the longest duration of a connection attempt as text, or null. */
    public String getConnectTimeout() {
        return text(CONNECT_TIMEOUT);
    }

    /** Sets which requests carry a checksum: {@code when_supported} or {@code when_required}. */
    public S3Configuration setRequestChecksums(String requestChecksums) {
        put(REQUEST_CHECKSUMS, requestChecksums);
        return this;
    }

    /** Returns which requests carry a checksum, or null. */
    public String getRequestChecksums() {
        return text(REQUEST_CHECKSUMS);
    }

    /** Sets which answers are checked: {@code when_supported} or {@code when_required}. */
    public S3Configuration setResponseChecksums(String responseChecksums) {
        put(RESPONSE_CHECKSUMS, responseChecksums);
        return this;
    }

    /** Returns which answers are checked, or null. */
    public String getResponseChecksums() {
        return text(RESPONSE_CHECKSUMS);
    }

    /** Sets the server-side encryption: {@code AES256} or {@code aws:kms}. Unset: the default of the bucket. */
    public S3Configuration setEncryption(String encryption) {
        put(ENCRYPTION, encryption);
        return this;
    }

    /** Returns the server-side encryption, or null. */
    public String getEncryption() {
        return text(ENCRYPTION);
    }

    /** Sets the id, alias or ARN of the KMS key. Unset: the default key of the account. */
    public S3Configuration setKmsKeyId(String kmsKeyId) {
        put(KMS_KEY_ID, kmsKeyId);
        return this;
    }

    /** Returns the KMS key, or null. */
    public String getKmsKeyId() {
        return text(KMS_KEY_ID);
    }

    /** Sets whether objects share a key of the bucket. Unset: the default of the bucket. */
    public S3Configuration setBucketKey(Boolean bucketKey) {
        put(BUCKET_KEY, bucketKey);
        return this;
    }

    /** Sets whether objects share a key of the bucket, as text. */
    public S3Configuration setBucketKey(String bucketKey) {
        put(BUCKET_KEY, bucketKey);
        return this;
    }

    /** Returns whether objects share a key of the bucket as text, or null. */
    public String getBucketKey() {
        return text(BUCKET_KEY);
    }

    /** Returns the options of a store with the values that are set. */
    StoreOptions addTo(StoreOptions options) {
        StoreOptions all = options;
        for (Setting<?> setting : settings()) {
            all = all.with("s3." + setting.name(), text(setting));
        }
        return all;
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(
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
    }

    @Override
    String contradiction() {
        boolean kms = "aws:kms".equals(get(ENCRYPTION));
        return !kms && (get(KMS_KEY_ID) != null || get(BUCKET_KEY) != null)
                ? "tier.s3.kmsKeyId and tier.s3.bucketKey need aws:kms as tier.s3.encryption"
                : null;
    }

    /** Credentials are refused because settings appear in messages. */
    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return List.of("http", "https").contains(String.valueOf(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isChecksumMode(String text) {
        return text.equalsIgnoreCase("when_supported") || text.equalsIgnoreCase("when_required");
    }
}
