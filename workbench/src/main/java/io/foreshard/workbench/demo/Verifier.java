package io.foreshard.workbench.demo;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/** Reads every value that the demo wrote and compares it with the trace. Not thread-safe. */
final class Verifier {
    private static final int BATCH = 500;

    private final Recorder recorder;
    private final List<UserAction> actions;
    private final Progress progress;
    private long checked;
    private long wrong;

    Verifier(Recorder recorder, List<UserAction> actions, Progress progress) {
        this.recorder = recorder;
        this.actions = actions;
        this.progress = progress;
    }

    DemoReport.Verification run(Ignite client) {
        progress.begin(
                "verify every value", actions.size() + recorder.interests().size());
        IgniteCache<TransactionKey, TransactionRecord> transactions = client.cache(TableNames.DEFAULT.transactions());
        for (int from = 0; from < actions.size(); from += BATCH) {
            transactions(transactions, from, Math.min(from + BATCH, actions.size()));
        }
        IgniteCache<ObjectKey, ObjectRow> objects = client.cache(Recorder.OBJECTS);
        List<Long> ids = new ArrayList<>(recorder.interests().keySet());
        for (int from = 0; from < ids.size(); from += BATCH) {
            objects(objects, ids.subList(from, Math.min(from + BATCH, ids.size())));
        }
        progress.end();
        return new DemoReport.Verification(checked, wrong);
    }

    private void transactions(IgniteCache<TransactionKey, TransactionRecord> cache, int from, int to) {
        Set<TransactionKey> keys = new LinkedHashSet<>();
        for (Receipt receipt : recorder.receipts().subList(from, to)) {
            keys.addAll(receipt.keys());
        }
        Map<TransactionKey, TransactionRecord> read = cache.getAll(keys);
        for (int i = from; i < to; i++) {
            count(isRight(actions.get(i), recorder.receipts().get(i), read));
        }
    }

    private static boolean isRight(UserAction action, Receipt receipt, Map<TransactionKey, TransactionRecord> read) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (TransactionKey key : receipt.keys()) {
            TransactionRecord record = read.get(key);
            if (record == null
                    || !record.userId().equals(action.userId())
                    || !record.eventTime().toInstant().equals(action.time())
                    || record.objectId() != action.objectId()
                    || record.interest() != action.interest()) {
                return false;
            }
            payload.writeBytes(record.payload());
        }
        return java.util.Arrays.equals(payload.toByteArray(), action.payload());
    }

    private void objects(IgniteCache<ObjectKey, ObjectRow> cache, List<Long> ids) {
        Map<ObjectKey, ObjectRow> expected = new LinkedHashMap<>();
        for (long id : ids) {
            expected.put(recorder.key(id), ObjectRow.of(id, recorder.interests().get(id)));
        }
        Map<ObjectKey, ObjectRow> read = cache.getAll(expected.keySet());
        expected.forEach((key, row) -> count(row.equals(read.get(key))));
    }

    private void count(boolean right) {
        checked++;
        wrong += right ? 0 : 1;
        progress.at(checked);
    }
}
