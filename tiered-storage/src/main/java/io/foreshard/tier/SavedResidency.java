package io.foreshard.tier;

import io.foreshard.tier.ResidencyRecord.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The durable residency of one partition as its log is read: all records but the last one applied, because a crash may have cut the last one off before the
 * partition file saw it. Not thread-safe.
 */
final class SavedResidency {
    private Residency residency;
    private ResidencyRecord last;
    private boolean confirmed;
    private String damage;

    /** Takes in the next record of the partition. */
    void add(ResidencyRecord record) {
        boolean isFirst = record.isUpload() && record.generation() == 1;
        if (damage != null && record.type() != Type.STATE && !isFirst) {
            return;
        }
        try {
            switch (record.type()) {
                case STATE -> {
                    residency = record.appliedTo(null);
                    last = null;
                    confirmed = true;
                    damage = null;
                }
                case CONFIRMED -> confirmed |= record.generation() == generation() && record.identity() == identity();
                case OFFLOADED, UPLOADED, CHANGED, RELEASED, RECALLED, DESTROYED -> addChange(record);
            }
        } catch (IOException e) {
            damage = e.getMessage();
        }
    }

    private void addChange(ResidencyRecord record) throws IOException {
        long number = record.generation();
        if (record.isUpload() && number == 1) {
            residency = null; // a new life of the partition
            damage = null;
        } else if (record.identity() != identity()) {
            return; // of a life before the state that a compaction wrote
        } else if (number == generation() + 1) {
            residency = latest();
        } else if (last == null || number != last.generation()) {
            if (number <= generation()) {
                return; // contained in the state that a compaction wrote
            }
            damage = "records before generation " + number + " are missing";
            return;
        }
        last = record;
        confirmed = false;
    }

    /** Returns the residency of a partition that ended in this process; the record need not be durable. */
    static SavedResidency ended(ResidencyRecord last) {
        SavedResidency saved = new SavedResidency();
        saved.last = last;
        return saved;
    }

    /** Returns the residency of a partition that was closed: its file knows it. */
    static SavedResidency closed(Residency residency) {
        SavedResidency saved = new SavedResidency();
        saved.residency = residency;
        saved.confirmed = true;
        return saved;
    }

    /** Returns the records that say the same as all that were added. */
    List<ResidencyRecord> records(int partition) {
        List<ResidencyRecord> records = new ArrayList<>();
        if (residency != null) {
            records.add(ResidencyRecord.state(partition, residency));
        }
        if (last != null) {
            records.add(last);
        }
        if (last != null && confirmed) {
            records.add(ResidencyRecord.of(Type.CONFIRMED, partition, identity(), generation()));
        }
        return records;
    }

    /** Returns the sentence that says why the records cannot be used, or null if they can. */
    String damage() {
        return damage;
    }

    /** Returns the generation after the last record, 0 if there is none. */
    long generation() {
        if (last != null) {
            return last.generation();
        }
        return residency == null ? 0 : residency.generation();
    }

    /** Returns whether the partition file is known to have seen the last record. */
    boolean isConfirmed() {
        return confirmed;
    }

    /** Returns whether the last record says that the file has no remote copies, or there is no other record than a first one. */
    boolean mayBeWithoutIdentity() {
        if (last == null) {
            return residency == null;
        }
        return isEnded() || last.generation() == 1 && !confirmed;
    }

    /** Returns whether the last record says that no page has a remote copy any more. */
    boolean isEnded() {
        return last != null && (last.type() == Type.RECALLED || last.type() == Type.DESTROYED);
    }

    /** Returns the names of all objects that the records name: with the last record and without it. */
    List<String> objectNames() {
        if (last != null && last.type() == Type.DESTROYED) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (residency != null) {
            residency.objects().forEach(object -> names.add(object.name()));
        }
        if (last != null) {
            names.addAll(last.objectNames());
        }
        return names;
    }

    /** Returns the identity of the file that the records speak of, 0 if there are none. */
    long identity() {
        if (last != null) {
            return last.identity();
        }
        return residency == null ? 0 : residency.identity();
    }

    /**
     * Returns whether the last record is one of changed pages. It is true also if a crash kept the file from seeing it: pages that were fetched were durable
     * before, and the database writes pages that were written again.
     */
    boolean isChanged() {
        return last != null && last.type() == Type.CHANGED;
    }

    /** Returns the last record; null if there is none after a whole state. */
    ResidencyRecord last() {
        return last;
    }

    /** Returns whether the last record could be left out. */
    boolean canDropLast() {
        return last != null && !confirmed;
    }

    /** Returns the residency without the last record; null if there is none. */
    Residency withoutLast() {
        return residency;
    }

    /** Returns the residency with the last record; null if the last record ended it. */
    Residency latest() throws IOException {
        if (last == null) {
            return residency;
        }
        if (isEnded()) {
            return null;
        }
        residency = last.appliedTo(residency);
        last = null;
        confirmed = false;
        return residency;
    }
}
