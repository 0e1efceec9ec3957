package io.foreshard.tier;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The temperatures of the partitions of a node, also of those whose files are closed. A file beside the residency logs keeps them over a restart; it is written
 * once a minute and at the end.
 *
 * <p>Nothing depends on the file: without it, or if it is damaged, partitions begin at 0, and both failures are events. Thread-safe.
 */
final class Temperatures {
    static final String FILE = "temperatures";

    private static final String TITLE = "foreshard-temperatures 1";
    private static final String TIME = "millis";
    private static final long PERIOD_MILLIS = 60_000;
    /** Lower temperatures are not written. */
    private static final double COLD = .1;

    private final Supplier<NodeDirectory> directory;
    private final TierListener listener;
    private final Map<Key, Temperature> known = new HashMap<>();
    private boolean isLoaded;
    private long savedMillis;

    private record Key(String group, int partition) {}

    /** @param directory returns the directory of the tier on this node; called when a partition is open */
    Temperatures(Supplier<NodeDirectory> directory, TierListener listener) {
        this.directory = directory;
        this.listener = listener;
    }

    /** Returns the temperature of an open partition, the same object each time. */
    synchronized Temperature of(TieredGroup group, int partition, long nowMillis) {
        if (!isLoaded) {
            isLoaded = true;
            savedMillis = nowMillis;
            load();
        }
        return known.computeIfAbsent(new Key(group.name(), partition), unused -> new Temperature(0, nowMillis));
    }

    private void load() {
        try {
            byte[] content = directory.get().read(FILE);
            if (content != null) {
                decode(content);
            }
        } catch (IOException e) {
            listener.temperaturesFailed(e);
        }
    }

    private void decode(byte[] content) throws DamagedException {
        Map<String, String> values = CheckedText.decode(TITLE, FILE, content);
        try {
            long atMillis = Long.parseLong(values.remove(TIME));
            values.forEach((name, value) -> {
                int slash = name.lastIndexOf('/');
                String group = URLDecoder.decode(name.substring(0, slash), StandardCharsets.UTF_8);
                int partition = Integer.parseInt(name.substring(slash + 1));
                known.put(new Key(group, partition), new Temperature(Double.parseDouble(value), atMillis));
            });
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DamagedException("The file " + FILE + " has a line that is no temperature: " + e.getMessage());
        }
    }

    /** Writes the file if that is a minute ago. Does not fail: a failure is an event. */
    synchronized void saveIfDue(long nowMillis) {
        if (nowMillis - savedMillis >= PERIOD_MILLIS) {
            save(nowMillis);
        }
    }

    /** Writes the file. Does not fail: a failure is an event. */
    synchronized void save(long nowMillis) {
        if (!isLoaded) {
            return; // the file has what no partition has taken over yet
        }
        savedMillis = nowMillis;
        try {
            directory.get().replace(FILE, encode(nowMillis));
        } catch (ClosedByInterruptException e) {
            // The budget is closed while its thread writes: the closing thread writes the file again.
        } catch (IOException e) {
            listener.temperaturesFailed(e);
        }
    }

    private byte[] encode(long nowMillis) {
        Map<String, String> values = new TreeMap<>();
        values.put(TIME, Long.toString(nowMillis));
        known.forEach((key, temperature) -> {
            double value = temperature.at(nowMillis);
            if (value >= COLD) {
                String group = URLEncoder.encode(key.group(), StandardCharsets.UTF_8);
                values.put(group + "/" + key.partition(), Double.toString(value));
            }
        });
        return CheckedText.encode(TITLE, values);
    }
}
