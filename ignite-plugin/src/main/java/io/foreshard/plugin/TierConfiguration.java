package io.foreshard.plugin;

import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreOptions;
import io.foreshard.tier.TransferSizes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

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

    /** Longest duration of a call of the store. */
    public static final Setting<Duration> REQUEST_DEADLINE = Setting.of(
                    "requestDeadline",
                    SettingType.DURATION,
                    Duration.ofSeconds(10),
                    "Longest duration of a call of the store, retries included; one request takes at most 45 % of it.")
            .mustBe(
                    "a duration from PT1S to PT5M",
                    deadline -> deadline.compareTo(Duration.ofSeconds(1)) >= 0
                            && deadline.compareTo(Duration.ofMinutes(5)) <= 0);

    /** Keys that encrypt objects. */
    public static final Setting<String> ENCRYPTION_KEYS = Setting.of(
                    "encryptionKeys",
                    SettingType.TEXT,
                    null,
                    "Place of the keys that encrypt objects before they are sent: one base64 text of 32 bytes a line; the first one encrypts, "
                            + "all decrypt. Unset: objects are not encrypted by the node.")
            .mustBe(
                    "`file:/path` or `env:NAME` of an environment variable, with `tier.storeUri`",
                    place -> place.matches("file:/.+|env:[A-Za-z_][A-Za-z0-9_]*"));

    /** Idle time before automatic offload. */
    public static final Setting<Duration> COLD_AFTER = Setting.of(
                    "coldAfter",
                    SettingType.DURATION,
                    null,
                    "Idle time before automatic offload of a partition of a table placed by profile id; each owner decides alone. Unset: "
                            + "offload on command only.")
            .mustBe("a duration above zero, with `tier.storeUri`", age -> !age.isNegative() && !age.isZero());

    /** Local bytes that data may take. */
    public static final Setting<Long> LOCAL_BYTES = Setting.of(
                    "localBytes",
                    SettingType.BYTES,
                    null,
                    "Local bytes that the data of this server may take, without trees and `index.bin`: above it the local copies of data that"
                            + " was accessed the longest time ago or least often are released, until 10 % are free. `tier.coldAfter` offloads below it too. Unset: no budget.")
            .mustBe("from 1MiB to 1PiB, with `tier.storeUri`", bytes -> bytes >= 1L << 20 && bytes <= 1L << 50);

    /** Time without a write before the upload of a partition. */
    public static final Setting<Duration> UPLOAD_AFTER = Setting.of(
                    "uploadAfter",
                    SettingType.DURATION,
                    Duration.ofMinutes(10),
                    "Time without a write of data after which a partition is uploaded ahead of need, if `tier.localBytes` is set; a tenth of it"
                            + " when 80 % of the bytes are used. The local copy stays until the space is needed.")
            .mustBe(
                    "a duration from PT1S to P30D",
                    idle -> idle.compareTo(Duration.ofSeconds(1)) >= 0 && idle.compareTo(Duration.ofDays(30)) <= 0);

    /** Time between the last reference to an object and its deletion. */
    public static final Setting<Duration> GARBAGE_GRACE = Setting.of(
                    "garbageGrace",
                    SettingType.DURATION,
                    Duration.ofHours(1),
                    "Time for which an object stays in the store after the last reference to it. A copy of a node's disk that is younger"
                            + " can read all its pages.")
            .mustBe(
                    "a duration from PT0S to P365D",
                    grace -> !grace.isNegative() && grace.compareTo(Duration.ofDays(365)) <= 0);

    /** Time between two images of the disk. */
    public static final Setting<Duration> IMAGE_EVERY = Setting.of(
                    "imageEvery",
                    SettingType.DURATION,
                    null,
                    "Time between two images of the node's disk in the store, from which a lost disk is recreated: local pages are"
                            + " uploaded, as of a checkpoint. Unset: images on command only.")
            .mustBe(
                    "a duration from PT1M to P365D, with `tier.storeUri`",
                    every -> every.compareTo(Duration.ofMinutes(1)) >= 0 && every.compareTo(Duration.ofDays(365)) <= 0);

    /** Free space of the disk below which writes are refused. */
    public static final Setting<Long> DISK_RESERVE = Setting.of(
                    "diskReserve",
                    SettingType.BYTES,
                    512L << 20,
                    "Free space of a server's disk, counted as if all dirty pages were written, below which writes to the cluster are refused"
                            + " (state ACTIVE_READ_ONLY) until a quarter more is free; polled every second, so it should be what the"
                            + " server writes in some seconds. 0: writes are never refused, and a full disk stops the server.")
            .mustBe("from 0 to 1TiB", bytes -> bytes >= 0 && bytes <= 1L << 40);

    /** Bytes fetched with a page. */
    public static final Setting<Long> FETCH_UNIT = Setting.of(
                    "fetchUnit",
                    SettingType.BYTES,
                    64L << 10,
                    "Bytes of neighbouring pages that a fetch reads with a page. A smaller unit moves fewer bytes for a point read and sends more"
                            + " requests for many rows.")
            .mustBe("a power of two from 4KiB to 1MiB", bytes -> isPowerOfTwo(bytes, 4L << 10, 1L << 20));

    /** Bytes of an object. */
    public static final Setting<Long> OBJECT_BYTES = Setting.of(
                    "objectBytes",
                    SettingType.BYTES,
                    (long) TransferSizes.MAX_OBJECT_BYTES,
                    "Bytes of the pages in an object. A larger object costs fewer requests; it stays in the store until all its pages were"
                            + " written or recalled. A change concerns new objects.")
            .mustBe(
                    "a power of two from 1MiB to 16MiB",
                    bytes -> isPowerOfTwo(bytes, 1L << 20, TransferSizes.MAX_OBJECT_BYTES));

    /** Bytes fetched ahead of a sequential reader. */
    public static final Setting<Long> READAHEAD = Setting.of(
                    "readahead",
                    SettingType.BYTES,
                    8L << 20,
                    "Bytes that are fetched ahead of a reader that reads pages in order, at most. 0: no readahead.")
            .mustBe(
                    "0, or a power of two from 64KiB to 64MiB",
                    bytes -> bytes == 0 || isPowerOfTwo(bytes, 64L << 10, 64L << 20));

    private S3Configuration s3 = new S3Configuration();

    /** Sets the store of cold pages: {@code dir:/path} or {@code s3://bucket/prefix}. Unset: all pages stay local. */
    public TierConfiguration setStoreUri(String storeUri) {
        put(STORE_URI, storeUri);
        return this;
    }

    /** Returns the store of cold pages, or null. */
    public String getStoreUri() {
        return text(STORE_URI);
    }

    /** Sets the longest duration of a call of the store, retries included. */
    public TierConfiguration setRequestDeadline(Duration requestDeadline) {
        put(REQUEST_DEADLINE, requestDeadline);
        return this;
    }

    /** Sets the longest duration of a call of the store as text, such as {@code PT10S}. */
    public TierConfiguration setRequestDeadline(String requestDeadline) {
        put(REQUEST_DEADLINE, requestDeadline);
        return this;
    }

    /** Returns the longest duration of a call of the store as text. */
    public String getRequestDeadline() {
        return text(REQUEST_DEADLINE);
    }

    /** Sets the place of the keys that encrypt objects: {@code file:/path} or {@code env:NAME}. Unset: objects are not encrypted by the node. */
    public TierConfiguration setEncryptionKeys(String encryptionKeys) {
        put(ENCRYPTION_KEYS, encryptionKeys);
        return this;
    }

    /** Returns the place of the keys that encrypt objects, or null. */
    public String getEncryptionKeys() {
        return text(ENCRYPTION_KEYS);
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

    /** Sets the local bytes that the data of this server may take. */
    public TierConfiguration setLocalBytes(long bytes) {
        put(LOCAL_BYTES, bytes);
        return this;
    }

    /** Sets the local bytes that the data of this server may take as text, such as {@code 200GiB}. Unset: no budget. */
    public TierConfiguration setLocalBytes(String localBytes) {
        put(LOCAL_BYTES, localBytes);
        return this;
    }

    /** Returns the local bytes that the data of this server may take as text, or null. */
    public String getLocalBytes() {
        return text(LOCAL_BYTES);
    }

    /** Sets the time without a write of data after which a partition is uploaded ahead of need. */
    public TierConfiguration setUploadAfter(Duration uploadAfter) {
        put(UPLOAD_AFTER, uploadAfter);
        return this;
    }

    /** Sets the time without a write of data after which a partition is uploaded ahead of need as text, such as {@code PT10M}. */
    public TierConfiguration setUploadAfter(String uploadAfter) {
        put(UPLOAD_AFTER, uploadAfter);
        return this;
    }

    /** Returns the time without a write of data after which a partition is uploaded ahead of need as text. */
    public String getUploadAfter() {
        return text(UPLOAD_AFTER);
    }

    /** Sets the time for which an object stays in the store after the last reference to it. */
    public TierConfiguration setGarbageGrace(Duration garbageGrace) {
        put(GARBAGE_GRACE, garbageGrace);
        return this;
    }

    /** Sets the time for which an object stays in the store after the last reference to it as text, such as {@code PT1H}. */
    public TierConfiguration setGarbageGrace(String garbageGrace) {
        put(GARBAGE_GRACE, garbageGrace);
        return this;
    }

    /** Returns the time for which an object stays in the store after the last reference to it as text. */
    public String getGarbageGrace() {
        return text(GARBAGE_GRACE);
    }

    /** Sets the time between two images of the node's disk. Unset: images on command only. */
    public TierConfiguration setImageEvery(Duration imageEvery) {
        put(IMAGE_EVERY, imageEvery);
        return this;
    }

    /** Sets the time between two images of the node's disk as text, such as {@code P1D}. */
    public TierConfiguration setImageEvery(String imageEvery) {
        put(IMAGE_EVERY, imageEvery);
        return this;
    }

    /** Returns the time between two images of the node's disk as text, or null. */
    public String getImageEvery() {
        return text(IMAGE_EVERY);
    }

    /** Sets the free space of a server's disk below which writes to the cluster are refused, in bytes; 0: never. */
    public TierConfiguration setDiskReserve(long bytes) {
        put(DISK_RESERVE, bytes);
        return this;
    }

    /** Sets the free space of a server's disk below which writes to the cluster are refused, as text, such as {@code 512MiB}. */
    public TierConfiguration setDiskReserve(String diskReserve) {
        put(DISK_RESERVE, diskReserve);
        return this;
    }

    /** Returns the free space of a server's disk below which writes to the cluster are refused, as text. */
    public String getDiskReserve() {
        return text(DISK_RESERVE);
    }

    /** Sets the bytes of neighbouring pages that a fetch reads with a page, in bytes. */
    public TierConfiguration setFetchUnit(long bytes) {
        put(FETCH_UNIT, bytes);
        return this;
    }

    /** Sets the bytes of neighbouring pages that a fetch reads with a page, as text, such as {@code 1MiB}. */
    public TierConfiguration setFetchUnit(String fetchUnit) {
        put(FETCH_UNIT, fetchUnit);
        return this;
    }

    /** Returns the bytes of neighbouring pages that a fetch reads with a page, as text. */
    public String getFetchUnit() {
        return text(FETCH_UNIT);
    }

    /** Sets the bytes of the pages in an object, in bytes. */
    public TierConfiguration setObjectBytes(long bytes) {
        put(OBJECT_BYTES, bytes);
        return this;
    }

    /** Sets the bytes of the pages in an object, as text, such as {@code 1MiB}. */
    public TierConfiguration setObjectBytes(String objectBytes) {
        put(OBJECT_BYTES, objectBytes);
        return this;
    }

    /** Returns the bytes of the pages in an object, as text. */
    public String getObjectBytes() {
        return text(OBJECT_BYTES);
    }

    /** Sets the bytes that are fetched ahead of a sequential reader at most, in bytes. */
    public TierConfiguration setReadahead(long bytes) {
        put(READAHEAD, bytes);
        return this;
    }

    /** Sets the bytes that are fetched ahead of a sequential reader at most, as text, such as {@code 1MiB}. */
    public TierConfiguration setReadahead(String readahead) {
        put(READAHEAD, readahead);
        return this;
    }

    /** Returns the bytes that are fetched ahead of a sequential reader at most, as text. */
    public String getReadahead() {
        return text(READAHEAD);
    }

    /** Sets the settings of an S3 store. */
    public TierConfiguration setS3(S3Configuration s3) {
        this.s3 = Objects.requireNonNull(s3, "s3");
        return this;
    }

    /** Returns the settings of an S3 store, to read or to change. */
    public S3Configuration getS3() {
        return s3;
    }

    /** Returns the limits of a call of the store. */
    public RequestLimits requestLimits() {
        return RequestLimits.ofDeadline(get(REQUEST_DEADLINE));
    }

    /** Returns the sizes in which pages are fetched and offloaded. */
    public TransferSizes transferSizes() {
        return new TransferSizes(
                get(FETCH_UNIT).intValue(),
                get(OBJECT_BYTES).intValue(),
                get(READAHEAD).intValue());
    }

    private static boolean isPowerOfTwo(long bytes, long min, long max) {
        return bytes >= min && bytes <= max && TransferSizes.isPowerOfTwo(bytes);
    }

    /** Returns the options with which the store is opened. */
    public StoreOptions storeOptions() {
        return s3.addTo(StoreOptions.none()).within(requestLimits());
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(
                STORE_URI,
                REQUEST_DEADLINE,
                ENCRYPTION_KEYS,
                COLD_AFTER,
                LOCAL_BYTES,
                UPLOAD_AFTER,
                GARBAGE_GRACE,
                IMAGE_EVERY,
                DISK_RESERVE,
                FETCH_UNIT,
                OBJECT_BYTES,
                READAHEAD);
    }

    @Override
    String contradiction() {
        String store = get(STORE_URI);
        if (store == null && get(COLD_AFTER) != null) {
            return "tier.coldAfter needs tier.storeUri: without a store no partition can be offloaded";
        }
        if (store == null && get(LOCAL_BYTES) != null) {
            return "tier.localBytes needs tier.storeUri: without a store no local copy can be released";
        }
        if (store == null && get(ENCRYPTION_KEYS) != null) {
            return "tier.encryptionKeys needs tier.storeUri: without a store no object is written";
        }
        if (store == null && get(IMAGE_EVERY) != null) {
            return "tier.imageEvery needs tier.storeUri: without a store no image can be uploaded";
        }
        boolean usesS3 = store != null && store.startsWith("s3:");
        return usesS3 || s3.settings().stream().allMatch(setting -> s3.text(setting) == null)
                ? null
                : "the settings of tier.s3 need an s3:// URI as tier.storeUri";
    }
}
