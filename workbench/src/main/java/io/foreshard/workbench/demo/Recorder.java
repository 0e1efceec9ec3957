package io.foreshard.workbench.demo;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.ProfileLayout;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.table.ProfiledTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/** Writes each action of a trace as a transaction and each object as a row, and keeps the receipts for the verification. Not
 * thread-safe. */
final class Recorder {
    /** Cache and table of the objects. */
    static final String OBJECTS = "objects";

    private static final int OBJECT_BATCH = 500;
    /** Epochs with a smaller share of the rows are the incomplete first and last ones. */
    private static final double JUDGED_SHARE = .05;

    /** Actions of one call. */
    private static final int RECORD_BATCH = 128;

    private final List<UserAction> actions;
    private final ReplayClock clock;
    private final Progress progress;
    private final List<Receipt> receipts = new ArrayList<>();
    private final Map<Long, Long> interests = new HashMap<>();

    Recorder(List<UserAction> actions, ReplayClock clock, Progress progress) {
        this.actions = actions;
        this.clock = clock;
        this.progress = progress;
        for (UserAction action : actions) {
            if (action.objectId() != UserAction.NO_OBJECT) {
                interests.putIfAbsent(action.objectId(), action.interest());
            }
        }
    }

    /** Records the actions from the first one that is not recorded yet up to {@code end}, exclusive. */
    void recordUntil(Ignite client, int end, String step) {
        Ingestion ingestion = client.<Foreshard>plugin(Foreshard.NAME).ingestion();
        int begin = receipts.size();
        progress.begin(step, end - begin);
        while (receipts.size() < end) {
            List<UserAction> batch =
                    new ArrayList<>(actions.subList(receipts.size(), Math.min(receipts.size() + RECORD_BATCH, end)));
            clock.advanceTo(batch.get(batch.size() - 1).time());
            receipts.addAll(ingestion.record(batch));
            progress.at(receipts.size() - begin);
        }
        progress.end();
    }

    /** Stores the rows of all objects of the trace; a shop too has its catalogue before users view it. */
    void storeObjects(Ignite client) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("interest", Long.class.getName());
        columns.put("content", byte[].class.getName());
        IgniteCache<ObjectKey, ObjectRow> objects = client.getOrCreateCache(
                ProfiledTables.objects(OBJECTS, ObjectRow.class, columns, DemoCluster.PARTITIONS, 0));
        progress.begin("store objects", interests.size());
        Map<ObjectKey, ObjectRow> batch = new LinkedHashMap<>();
        int done = 0;
        for (Map.Entry<Long, Long> object : interests.entrySet()) {
            batch.put(key(object.getKey()), ObjectRow.of(object.getKey(), object.getValue()));
            if (batch.size() == OBJECT_BATCH) {
                objects.putAll(batch);
                progress.at(done += batch.size());
                batch.clear();
            }
        }
        objects.putAll(batch);
        progress.end();
    }

    /** Returns the key of an object of the trace, or of an object without a row. */
    ObjectKey key(long objectId) {
        long interest = interests.getOrDefault(objectId, UserAction.NO_INTEREST);
        return ObjectKey.of(interest, objectId);
    }

    List<Receipt> receipts() {
        return receipts;
    }

    /** Returns the interest of each object of the trace. */
    Map<Long, Long> interests() {
        return interests;
    }

    /** Returns the users of the trace. */
    List<UUID> users() {
        return actions.stream().map(UserAction::userId).distinct().toList();
    }

    int profiles() {
        Set<Long> profiles = new HashSet<>();
        receipts.forEach(receipt -> profiles.add(receipt.profileId()));
        return profiles.size();
    }

    int partitionsUsed() {
        return (int) receipts.stream().mapToInt(Recorder::partition).distinct().count();
    }

    /** Returns the writes of the busiest partition divided by the mean of the used partitions of its epoch, in the least even epoch. */
    double busiestOverMean() {
        Map<Long, Map<Integer, Long>> epochs = receipts.stream()
                .collect(Collectors.groupingBy(
                        receipt -> ProfileLayout.transactions().get(receipt.profileId(), ProfileLayout.Field.EPOCH),
                        Collectors.groupingBy(Recorder::partition, Collectors.counting())));
        double worst = 0;
        for (Map<Integer, Long> writes : epochs.values()) {
            LongSummaryStatistics summary =
                    writes.values().stream().mapToLong(Long::longValue).summaryStatistics();
            if (summary.getSum() >= JUDGED_SHARE * receipts.size()) {
                worst = Math.max(worst, summary.getMax() / summary.getAverage());
            }
        }
        return worst;
    }

    private static int partition(Receipt receipt) {
        return ProfileLayout.partition(receipt.profileId(), DemoCluster.PARTITIONS);
    }
}
