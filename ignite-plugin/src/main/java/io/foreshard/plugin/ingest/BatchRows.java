package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionClashException;
import io.foreshard.ingest.UserAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The receipts and the rows of one batch, collected round by round. Not thread-safe. */
final class BatchRows {
    private final Batch batch;
    private final RowWriter writer;
    private final Receipt[] receipts;
    private final Set<ReceiptKey> planned = new HashSet<>();
    private final List<UUID> clashes = new ArrayList<>();

    BatchRows(Batch batch, RowWriter writer) {
        this.batch = batch;
        this.writer = writer;
        this.receipts = new Receipt[batch.size()];
    }

    /** Adds the answer of a window to the actions at some positions of the batch. */
    void add(List<Integer> positions, WindowResult result) {
        for (int i = 0; i < positions.size(); i++) {
            int position = positions.get(i);
            UserAction action = batch.action(position);
            receipts[position] = result.receipt(i);
            if (result.clashes(i)) {
                clashes.add(action.transactionId());
            } else if (planned.add(new ReceiptKey(action.userId(), action.transactionId()))) {
                if (result.repeated(i)) {
                    writer.addRepeated(action, result.receipt(i));
                } else {
                    writer.add(action, result.receipt(i));
                }
            }
        }
    }

    /**
     * Writes all rows; returns when they are stored.
     *
     * @throws TransactionClashException after the other rows were stored, if actions clash
     */
    void write() {
        writer.write();
        if (!clashes.isEmpty()) {
            throw new TransactionClashException(clashes);
        }
    }

    /** Returns the receipts in the caller's order. */
    List<Receipt> receipts() {
        return new ArrayList<>(Arrays.asList(receipts));
    }
}
