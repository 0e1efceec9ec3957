package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.profile.ArchiveRequest;
import io.foreshard.profile.WindowUpdate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The answer of a window to a run of actions: a receipt for each, or a request to the archive. Immutable. */
final class WindowResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Receipt> receipts;
    private final BitSet repeated;
    private final BitSet clashes;
    private final ArrayList<Receipt> history;
    private final double[] scores;
    private final int beyondHorizon;
    private final ArchiveRequest request;

    WindowResult(WindowUpdate update, List<Receipt> history) {
        this.receipts = new ArrayList<>(update.receipts());
        this.repeated = update.repeated();
        this.clashes = update.clashes();
        this.history = new ArrayList<>(history);
        this.scores =
                update.engagements().stream().mapToDouble(Double::doubleValue).toArray();
        this.beyondHorizon = update.beyondHorizon();
        this.request = update.request();
    }

    Receipt receipt(int action) {
        return receipts.get(action);
    }

    /** Returns whether the id of an action was known with the same content. */
    boolean repeated(int action) {
        return repeated.get(action);
    }

    /** Returns whether the id of an action was known with other content. */
    boolean clashes(int action) {
        return clashes.get(action);
    }

    /** Returns the receipts that were issued for these actions, without those that were known. */
    List<Receipt> issued() {
        return IntStream.range(0, receipts.size())
                .filter(action -> !repeated.get(action) && !clashes.get(action))
                .mapToObj(receipts::get)
                .toList();
    }

    int duplicates() {
        return repeated.cardinality();
    }

    int transactions() {
        return scores.length;
    }

    int beyondHorizon() {
        return beyondHorizon;
    }

    /** Returns the last transactions before a session that begins with these actions; empty within a session. */
    List<Receipt> history() {
        return history;
    }

    /** Returns the engagement scores that were used, one for each id that was issued; not a copy. */
    double[] scores() {
        return scores;
    }

    /** Returns the request to the archive, or null if the actions were applied. */
    ArchiveRequest request() {
        return request;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowResult result
                && receipts.equals(result.receipts)
                && repeated.equals(result.repeated)
                && clashes.equals(result.clashes)
                && history.equals(result.history)
                && Arrays.equals(scores, result.scores)
                && beyondHorizon == result.beyondHorizon
                && Objects.equals(request, result.request);
    }

    @Override
    public int hashCode() {
        return Objects.hash(receipts, repeated, request);
    }
}
