package io.foreshard.store.distant;

import io.foreshard.store.StoreUri;
import java.time.Duration;
import java.util.Locale;

/**
 * How far away a {@link DistantObjectStore} is.
 *
 * @param firstByte time until an answer begins
 * @param bytesPerSecond bandwidth of a connection
 * @param stragglers share of the calls whose answer begins after 200 to 1,000 ms instead, 0 to 1
 * @param seed of the random choices
 */
public record Distance(Duration firstByte, long bytesPerSecond, double stragglers, long seed) {
    /** S3 in the same region without stragglers: 30 ms to the first byte, 80 MB/s for each connection. */
    public static final Distance S3 = new Distance(Duration.ofMillis(30), 80_000_000, 0, 1);

    private static final long MEGABYTE = 1_000_000;

    /** Checks the values. */
    public Distance {
        if (firstByte.isNegative() || bytesPerSecond <= 0 || !(stragglers >= 0 && stragglers <= 1)) {
            throw new IllegalArgumentException(
                    "A distance needs a time from 0 ms, a bandwidth above 0, and a share from 0 to 1.");
        }
    }

    /**
     * Reads {@code name=value} pairs with commas between them; a name that is missing has the value of {@link #S3}: {@code firstByteMillis}, {@code megabytesPerSecond},
     * {@code stragglers}, {@code seed}.
     *
     * @param text null or empty for {@link #S3}
     * @throws IllegalArgumentException if a name or a value is wrong
     */
    static Distance parse(String text) {
        Distance distance = S3;
        for (String pair : text == null || text.isEmpty() ? new String[0] : text.split(",")) {
            String[] parts = pair.split("=", 2);
            try {
                distance = parts.length == 2 ? distance.with(parts[0], parts[1]) : null;
            } catch (IllegalArgumentException e) {
                distance = null; // the value may be anything: it is not repeated
            }
            if (distance == null) {
                throw StoreUri.refused("has settings that cannot be read: use"
                        + " distant://firstByteMillis=30,megabytesPerSecond=80,stragglers=0.05,seed=1/absolute/path");
            }
        }
        return distance;
    }

    /** Returns a copy with another value; null if there is no such name. */
    private Distance with(String name, String value) {
        return switch (name) {
            case "firstByteMillis" -> new Distance(
                    Duration.ofMillis(Long.parseLong(value)), bytesPerSecond, stragglers, seed);
            case "megabytesPerSecond" -> new Distance(
                    firstByte, Math.multiplyExact(Long.parseLong(value), MEGABYTE), stragglers, seed);
            case "stragglers" -> new Distance(firstByte, bytesPerSecond, Double.parseDouble(value), seed);
            case "seed" -> new Distance(firstByte, bytesPerSecond, stragglers, Long.parseLong(value));
            default -> null;
        };
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "firstByteMillis=%d,megabytesPerSecond=%d,stragglers=%s,seed=%d",
                firstByte.toMillis(),
                bytesPerSecond / MEGABYTE,
                stragglers,
                seed);
    }
}
