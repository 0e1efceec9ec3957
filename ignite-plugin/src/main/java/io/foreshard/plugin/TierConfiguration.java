package io.foreshard.plugin;

import java.time.Duration;
import java.util.List;

/** The settings of tiered storage: which object store holds cold pages, and when partitions become cold. Not thread-safe. */
public final class TierConfiguration extends SettingGroup {
    /** Object store of cold pages. */
    public static final Setting<String> STORE_URI = Setting.of(
                    "storeUri",
                    SettingType.TEXT,
                    null,
                    "Object store of cold pages. Unset: all pages stay local. For S3, the AWS SDK finds credentials and region in system "
                            + "properties, environment, profile or instance metadata.")
            .mustBe("`dir:/path` or `s3://bucket/prefix`", uri -> uri.matches("[a-z][a-z0-9+.-]*:.+"))
            .sameOn(Setting.Sameness.SERVERS);

    /** Endpoint of an S3-compatible service. */
    public static final Setting<String> S3_ENDPOINT = Setting.of(
                    "s3Endpoint",
                    SettingType.TEXT,
                    null,
                    "Endpoint of an S3-compatible service, used with path-style addresses. Unset: AWS. The region is us-east-1 unless system "
                            + "properties, environment or profile name another.")
            .mustBe(
                    "an http or https URL, with an s3:// URI as `tier.storeUri`",
                    url -> url.startsWith("http://") || url.startsWith("https://"));

    /** Idle time before automatic offload. */
    public static final Setting<Duration> COLD_AFTER = Setting.of(
                    "coldAfter",
                    SettingType.DURATION,
                    null,
                    "Idle time before automatic offload of a partition of a table placed by profile id; each owner decides alone. Unset: "
                            + "offload on command only.")
            .mustBe("a duration above zero, with `tier.storeUri`", age -> !age.isNegative() && !age.isZero());

    /** Sets the store of cold pages: {@code dir:/path} or {@code s3://bucket/prefix}. Unset: all pages stay local. */
    public TierConfiguration setStoreUri(String storeUri) {
        put(STORE_URI, storeUri);
        return this;
    }

    /** Returns the store of cold pages, or null. */
    public String getStoreUri() {
        return text(STORE_URI);
    }

    /** Sets the URL of an S3-compatible service that holds the bucket of the store. Unset: AWS. */
    public TierConfiguration setS3Endpoint(String s3Endpoint) {
        put(S3_ENDPOINT, s3Endpoint);
        return this;
    }

    /** Returns the URL of the S3 service, or null. */
    public String getS3Endpoint() {
        return text(S3_ENDPOINT);
    }

    /** Sets the idle time before automatic offload of a partition. Unset: offload on command only. */
    public TierConfiguration setColdAfter(Duration coldAfter) {
        put(COLD_AFTER, coldAfter);
        return this;
    }

    /** Sets the idle time before automatic offload as text, such as {@code P60D}. */
    public TierConfiguration setColdAfter(String coldAfter) {
        put(COLD_AFTER, coldAfter);
        return this;
    }

    /** Returns the idle time before automatic offload as text, or null. */
    public String getColdAfter() {
        return text(COLD_AFTER);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(STORE_URI, S3_ENDPOINT, COLD_AFTER);
    }

    @Override
    String contradiction() {
        String store = get(STORE_URI);
        if (store == null && get(COLD_AFTER) != null) {
            return "tier.coldAfter needs tier.storeUri: without a store no partition can be offloaded";
        }
        return get(S3_ENDPOINT) != null && (store == null || !store.startsWith("s3:"))
                ? "tier.s3Endpoint needs an s3:// URI as tier.storeUri"
                : null;
    }
}
