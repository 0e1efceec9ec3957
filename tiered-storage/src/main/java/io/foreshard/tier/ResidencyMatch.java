package io.foreshard.tier;

import io.foreshard.tier.PartitionHeader.Slot;

/** The rules by which a partition file and the residency in its log belong together. */
final class ResidencyMatch {
    private ResidencyMatch() {}

    /** Returns whether a crash may have torn the header of a file: its first one, or the last one while it was removed. */
    static boolean mayBeTorn(SavedResidency known) {
        return known != null && known.damage() == null && known.identity() != 0 && known.mayBeWithoutIdentity();
    }

    /** Returns why a file without a header does not belong to a residency; null if it does. */
    static String mismatchWithoutHeader(SavedResidency known, boolean isNew) {
        boolean canBe = isNew || known == null || known.damage() != null || known.mayBeWithoutIdentity();
        return canBe ? null : "is older than its residency: it has no identity, but pages of it were offloaded";
    }

    /** Returns why a file does not belong to a residency, null if there is none; null if it does. */
    static String mismatch(SavedResidency known, Slot header) {
        if (known == null) {
            return "has no residency: it is unknown which of its pages are in "
                    + header.store().uri();
        }
        if (known.damage() != null) {
            return "has a damaged residency: " + known.damage();
        }
        if (known.identity() != header.identity()) {
            return "is another file than the one that its residency speaks of";
        }
        if (!header.isMarked() && known.isEnded() && header.generation() < known.generation()) {
            return null; // the header was being removed
        }
        String generations = ": generation " + header.generation() + " against " + known.generation();
        if (header.generation() > known.generation()) {
            return "is newer than its residency" + generations;
        }
        boolean isLast = header.generation() == known.generation() && !known.isEnded();
        boolean isCutOff =
                header.generation() == known.generation() - 1 && known.canDropLast() && known.withoutLast() != null;
        return isLast || isCutOff ? null : "is older than its residency" + generations;
    }
}
