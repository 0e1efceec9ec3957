package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** What the update of one window answers: a receipt for each action, and which of them had been issued before. Immutable. */
final class WindowResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Receipt> receipts;
    private final BitSet repeated;
    private final ArrayList<Receipt> history;
    private final double[] scores;

    WindowResult(List<Receipt> receipts, BitSet repeated, List<Receipt> history, double[] scores) {
        this.history = new ArrayList<>(history);
        this.receipts = new ArrayList<>(receipts);
        this.repeated = repeated;
        this.scores = scores;
    }

    Receipt receipt(int action) {
        return receipts.get(action);
    }

    boolean repeated(int action) {
        return repeated.get(action);
    }

    int duplicates() {
        return repeated.cardinality();
    }

    int transactions() {
        return receipts.size() - duplicates();
    }

    /** Returns the last transactions before a session that begins with these actions; none if it goes on. */
    List<Receipt> history() {
        return history;
    }

    /** Returns the engagement scores that were used, one for each id that was issued; not a copy. */
    double[] scores() {
        return scores;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowResult result
                && receipts.equals(result.receipts)
                && repeated.equals(result.repeated)
                && history.equals(result.history)
                && java.util.Arrays.equals(scores, result.scores);
    }

    @Override
    public int hashCode() {
        return Objects.hash(receipts, repeated);
    }
}
