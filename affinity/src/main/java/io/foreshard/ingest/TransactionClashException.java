package io.foreshard.ingest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A batch had actions whose transaction ids were used before by the same user with another type, time, object, interest or payload.
 *
 * <p>These actions were not recorded and the stored transactions are unchanged; all other actions of the batch were recorded. To get the
 * receipts of the others, send the batch again without the clashing actions. To record a clashing action, give it an id of its own.
 * Immutable and thread-safe.
 */
public final class TransactionClashException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 8;

    private final ArrayList<UUID> transactionIds;

    /** Creates the exception. */
    public TransactionClashException(List<UUID> transactionIds) {
        super(message(new ArrayList<>(new LinkedHashSet<>(transactionIds))));
        this.transactionIds = new ArrayList<>(new LinkedHashSet<>(transactionIds));
    }

    private static String message(List<UUID> ids) {
        String shown = ids.stream().limit(MAX_SHOWN).map(UUID::toString).collect(Collectors.joining(", "));
        return ids.size()
                + " actions have a transaction id that this user used before with other content; they were not recorded, the rest of "
                + "the batch was. Give them new ids, or send the content of the first time. Transaction ids: " + shown
                + (ids.size() > MAX_SHOWN ? ", ..." : "") + ".";
    }

    /** Returns the clashing ids, each once, in the order of the batch; not a copy. */
    public List<UUID> transactionIds() {
        return transactionIds;
    }
}
