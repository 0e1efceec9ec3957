package io.foreshard.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The request of a window that cannot issue ids before the archive of receipts was asked: store the surplus receipts, then look up the
 * unknown ids, then apply the same actions again with the {@link ArchiveReply}. Immutable and thread-safe.
 */
public final class ArchiveRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<UUID> unknown;
    private final ArrayList<IssuedReceipt> surplus;
    private final ArrayList<IssuedReceipt> known;
    private final long issued;
    private final long surplusEnd;

    /**
     * Creates a request.
     *
     * @param known receipts of the other ids: the window may forget them before the reply arrives
     * @param issued number of receipts issued when the window was searched for the unknown ids
     * @param surplusEnd number of the receipt after the surplus
     */
    ArchiveRequest(
            List<UUID> unknown,
            List<IssuedReceipt> surplus,
            Collection<IssuedReceipt> known,
            long issued,
            long surplusEnd) {
        this.unknown = new ArrayList<>(unknown);
        this.surplus = new ArrayList<>(surplus);
        this.known = new ArrayList<>(known);
        this.issued = issued;
        this.surplusEnd = surplusEnd;
    }

    /** Returns the ids to look up; may be empty. */
    public List<UUID> unknown() {
        return unknown;
    }

    /** Returns the receipts to store before the window may forget them; may be empty. */
    public List<IssuedReceipt> surplus() {
        return surplus;
    }

    /**
     * Returns the reply, once the surplus is stored and the unknown ids were looked up.
     *
     * @param found the receipts of the unknown ids that the archive has
     */
    public ArchiveReply reply(Collection<IssuedReceipt> found) {
        List<IssuedReceipt> all = new ArrayList<>(known);
        all.addAll(found);
        return new ArchiveReply(all, issued, surplusEnd);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArchiveRequest request
                && unknown.equals(request.unknown)
                && surplus.equals(request.surplus)
                && known.equals(request.known)
                && issued == request.issued
                && surplusEnd == request.surplusEnd;
    }

    @Override
    public int hashCode() {
        return 31 * unknown.hashCode() + Long.hashCode(issued);
    }

    @Override
    public String toString() {
        return "ArchiveRequest[" + unknown.size() + " unknown, " + surplus.size() + " surplus]";
    }
}
