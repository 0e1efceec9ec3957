package io.foreshard.plugin.tier;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/**
 * The process that is killed: a node that overwrites rows, offloads its partitions repeatedly, takes images of its disk if it is asked to, and prints each
 * acknowledged write.
 */
final class CrashingNode {
    static final int PARTITIONS = 6;
    static final int ROWS = 600;
    static final String OFFLOADING = "offloading";
    static final String OFFLOADED = "offloaded";
    static final String WRITTEN = "written";
    static final String IMAGING = "imaging";
    static final String IMAGED = "imaged";

    private CrashingNode() {}

    /** Arguments: the directory of the nodes, the URI of the store; a third one, of any value, to take images. */
    public static void main(String[] arguments) {
        Ignite node = new TestNodes(Path.of(arguments[0])).cluster(1, configuration(arguments[1]));
        IgniteCache<TransactionKey, TransactionRecord> cache = node.cache(TableNames.DEFAULT.transactions());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Map<TransactionKey, TransactionRecord> rows = new TreeMap<>(Comparator.comparing(TransactionKey::hashKey));
            for (int row = 0; row < ROWS; row++) {
                rows.put(key(partition, row), record(row, 0));
            }
            cache.putAll(rows);
        }
        start("writer", () -> overwrite(cache));
        Tier tier = node.<Foreshard>plugin(Foreshard.NAME).tier();
        if (arguments.length > 2) {
            start("imager", () -> takeImages(tier));
        }
        for (int round = 0; ; round++) {
            say(OFFLOADING + " " + round);
            tier.offload(TableNames.DEFAULT.transactions());
            say(OFFLOADED + " " + round);
        }
    }

    /** Starts a thread; the process ends if it fails. */
    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setUncaughtExceptionHandler((failed, e) -> {
            failed.getThreadGroup().uncaughtException(failed, e);
            Runtime.getRuntime().halt(1);
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void takeImages(Tier tier) {
        for (int image = 0; ; image++) {
            say(IMAGING + " " + image);
            tier.uploadImage();
            say(IMAGED + " " + image);
        }
    }

    private static void overwrite(IgniteCache<TransactionKey, TransactionRecord> cache) {
        Random random = new Random(5);
        for (int version = 1; ; version++) {
            int partition = random.nextInt(PARTITIONS);
            int row = random.nextInt(ROWS);
            cache.put(key(partition, row), record(row, version));
            say(WRITTEN + " " + partition + " " + row + " " + version);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    static ForeshardConfiguration configuration(String storeUri) {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setTier(new TierConfiguration().setStoreUri(storeUri));
    }

    static TransactionKey key(int partition, int row) {
        return new TransactionKey((long) partition << 57 | row, new UUID(partition, row), ActionType.VIEW, 0);
    }

    /** The version of a row is its object id; the payload follows from both, and its size too: an update moves the row to another page. */
    static TransactionRecord record(int row, int version) {
        byte[] payload = new byte[300 + (row * 7 + version * 131) % 1_000];
        new Random(row * 31L + version).nextBytes(payload);
        return new TransactionRecord(new UUID(77, row % 10), new Timestamp(1_000L * row), version, 0, 1, payload);
    }
}
