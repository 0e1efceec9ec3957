package io.foreshard.tier;

/** Why data of a partition is local, or why it is not; the first reason that holds. */
public enum LocalReason {
    /** An offload or a recall of it is under way. */
    MOVED("being moved"),
    /** An operator keeps it local. */
    PINNED("pinned"),
    /** The rows of today are written to it. */
    EPOCH_OPEN("epoch open"),
    /** It was written a short time ago. */
    WRITTEN_RECENTLY("written recently"),
    /** Its table is not placed by profile id: it is uploaded by an offload only. */
    BY_COMMAND("by command only"),
    /** It has no remote copy yet, because the store does not answer. */
    STORE_UNAVAILABLE("store unavailable"),
    /** It has no remote copy yet. */
    NOT_UPLOADED("no upload yet"),
    /** The budget is full, and other units were accessed a longer time ago. */
    HOT("hot"),
    /** It could be released, and the space is not needed. */
    WITHIN_BUDGET("within budget"),
    /** Its data is in the object store only. */
    RELEASED("released");

    private final String label;

    LocalReason(String label) {
        this.label = label;
    }

    /** Returns the reason in plain words, for views and logs. */
    public String label() {
        return label;
    }
}
