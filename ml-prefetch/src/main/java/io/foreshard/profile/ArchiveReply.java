package io.foreshard.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The state of the archive of receipts for one window: the answer to an {@link ArchiveRequest}. Immutable and thread-safe. */
public final class ArchiveReply implements Serializable {
    /** The archive was not asked. */
    public static final ArchiveReply NONE = new ArchiveReply(List.of(), -1, 0);

    private static final long serialVersionUID = 1L;

    private final ArrayList<IssuedReceipt> found;
    private final long absentBelow;
    private final long archivedBelow;

    ArchiveReply(List<IssuedReceipt> found, long absentBelow, long archivedBelow) {
        this.found = new ArrayList<>(found);
        this.absentBelow = absentBelow;
        this.archivedBelow = archivedBelow;
    }

    /** Returns the archived receipt of a transaction, or null. */
    IssuedReceipt find(UUID transactionId) {
        for (IssuedReceipt receipt : found) {
            if (receipt.transactionId().equals(transactionId)) {
                return receipt;
            }
        }
        return null;
    }

    /** Returns a number of a receipt: no receipt below it belongs to an id that was asked for and not found. */
    long absentBelow() {
        return absentBelow;
    }

    /** Returns a number of a receipt: the archive has all receipts below it that the window may have to recognise. */
    long archivedBelow() {
        return archivedBelow;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArchiveReply reply
                && found.equals(reply.found)
                && absentBelow == reply.absentBelow
                && archivedBelow == reply.archivedBelow;
    }

    @Override
    public int hashCode() {
        return 31 * found.hashCode() + Long.hashCode(absentBelow);
    }

    @Override
    public String toString() {
        return "ArchiveReply[" + found.size() + " found, below " + absentBelow + "]";
    }
}
