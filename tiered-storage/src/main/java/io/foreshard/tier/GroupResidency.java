package io.foreshard.tier;

import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.ResidencyRecord.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The durable residencies of the partitions of one cache group on one node, and the order in which log and partition files learn of a change: the log
 * first, then the header of the file, then a confirmation in the log.
 *
 * <p>One change of any number of partitions costs one append and one force of the log. Thread-safe.
 */
final class GroupResidency {
    /** A log is compacted when it has this many times the bytes of its last compaction, and more than the slack. */
    private static final int GROWTH = 2;

    private static final long SLACK_BYTES = 16 << 20;
    private final String name;
    private final LogDirectory directory;
    private final ResidencyLog log;
    private final int maxSegments;
    private final Map<Integer, SavedResidency> saved;
    private final Checkpoints checkpoints = new Checkpoints();
    private final Map<Integer, LocalPages> open = new TreeMap<>();
    private final Set<LocalPages> changed = ConcurrentHashMap.newKeySet();
    private final Set<LocalPages> unconfirmed = new HashSet<>();
    /** Ends of files whose successors are durable after the next checkpoint: an older file is refused then. */
    private final List<ResidencyRecord> replaced = new ArrayList<>();

    private long compactedBytes;
    private boolean compacting;

    /**
     * @param name name of the cache group for messages
     * @param maxSegments segments of the log, one for each session, above which it is compacted
     */
    GroupResidency(String name, LogDirectory directory, int maxSegments) throws IOException {
        this.name = name;
        this.directory = directory;
        this.maxSegments = maxSegments;
        log = new ResidencyLog(directory);
        saved = log.load();
        compactedBytes = log.bytes();
    }

    /**
     * A residency and what is known of the header of its file.
     *
     * @param isForced whether the header is known to be durable
     * @param isComplete whether the mark in the header has to be removed: a recall was cut off at its last step
     */
    record Taken(Residency residency, boolean isForced, boolean isComplete) {}

    /**
     * Returns the residency that belongs to a partition file; {@link #opened} follows.
     *
     * @param header header of the file; empty if it has none
     * @param isNew whether the file has no page yet
     * @param slotBits bits of a slot number for a file that was never offloaded
     * @throws IOException if file and log do not belong together: the location of pages is unknown
     */
    synchronized Taken take(int partition, Optional<Slot> header, boolean isNew, int slotBits) throws IOException {
        check(partition, header, isNew);
        SavedResidency known = saved.get(partition);
        if (header.isEmpty()) {
            if (isNew || known == null || !known.isEnded()) {
                endLifeBefore(partition, known).ifPresent(replaced::add);
            } else if (!known.isConfirmed()) {
                replaced.add(known.last());
            }
            saved.remove(partition);
            return new Taken(new Residency(0, 0, slotBits), true, false);
        }
        boolean isForced = known.isConfirmed() && header.get().generation() == known.generation();
        boolean isComplete = !header.get().isMarked() && known.isEnded();
        if (isComplete) {
            saved.remove(partition);
            return new Taken(new Residency(0, 0, slotBits), isForced, true);
        }
        boolean isBehind = header.get().generation() < known.generation();
        if (isBehind && known.isChanged()) {
            log.append(List.of(known.last())); // the last record may not be durable, and the next one builds on it
        }
        saved.remove(partition);
        return new Taken(isBehind && !known.isChanged() ? known.withoutLast() : known.latest(), isForced, false);
    }

    /**
     * Records durably that the file before a new one was deleted: a later start would miss its identity. A record that an earlier process wrote may not be
     * durable, so it is written again.
     *
     * @return the record; empty if there was no file
     */
    private Optional<ResidencyRecord> endLifeBefore(int partition, SavedResidency known) throws IOException {
        if (known == null || known.identity() == 0) {
            return Optional.empty();
        }
        long generation = known.generation() + (known.isEnded() ? 0 : 1);
        ResidencyRecord end = ResidencyRecord.of(Type.DESTROYED, partition, known.identity(), generation);
        log.append(List.of(end));
        return Optional.of(end);
    }

    /** A partition is open with the residency that it took. */
    synchronized void opened(LocalPages pages) {
        open.put(pages.partition(), pages);
        if (pages.table().generation() != 0) {
            unconfirmed.add(pages);
        }
    }

    /**
     * Checks that the header of a partition file belongs to what the log says; changes nothing.
     *
     * @throws IOException as {@link #take}
     */
    synchronized void check(int partition, Optional<Slot> header, boolean isNew) throws IOException {
        SavedResidency known = saved.get(partition);
        String reason = header.isPresent()
                ? ResidencyMatch.mismatch(known, header.get())
                : ResidencyMatch.mismatchWithoutHeader(known, isNew);
        if (reason != null) {
            throw new IOException("The file of partition " + partition + " of " + name + " " + reason
                    + ". Rebuild the residency with the command 'rebuild'. If it refuses: " + Cure.discard(name));
        }
    }

    /** Returns whether a crash may have torn the header of a file: its first one, or the last one while it was removed. */
    synchronized boolean mayBeTorn(int partition) {
        return ResidencyMatch.mayBeTorn(saved.get(partition));
    }

    /** Returns the name of the cache group. */
    String name() {
        return name;
    }

    /** Returns the checkpoints of the database since this process has opened a partition of the group. */
    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** A partition has changes to record. */
    void changed(LocalPages pages) {
        changed.add(pages);
    }

    /**
     * Makes the changes of all partitions durable in the log, and writes the headers of their files, which the caller or the next checkpoint forces.
     *
     * @throws IOException if it failed; a later call records the changes
     */
    synchronized void flush() throws IOException {
        if (changed.isEmpty()) {
            return;
        }
        List<LocalPages> batch = changed.stream()
                .sorted(Comparator.comparingInt(LocalPages::partition))
                .toList();
        changed.removeAll(batch);
        List<LocalPages> recorded = new ArrayList<>();
        try {
            List<ResidencyRecord> records = new ArrayList<>();
            for (LocalPages pages : batch) {
                ResidencyRecord record = pages.isDeleted() ? null : pages.takeRecord();
                if (record != null) {
                    recorded.add(pages);
                    records.add(record);
                    pages.header().force(pages.table()); // a file is never more than one generation behind its log
                }
            }
            if (!records.isEmpty()) {
                log.append(records);
            }
        } catch (IOException | RuntimeException e) {
            recorded.forEach(LocalPages::restoreChanges);
            changed.addAll(batch);
            throw e;
        }
        for (LocalPages pages : recorded) {
            pages.recorded();
            unconfirmed.add(pages);
        }
        for (LocalPages pages : recorded) {
            pages.header().write(pages.table()); // one that is not written here is written by the end of the checkpoint
        }
    }

    /** Makes one record durable, then runs the change of the residency in memory that it describes, which must not fail, and writes the header. */
    synchronized void commit(LocalPages pages, Supplier<ResidencyRecord> record, Runnable change) throws IOException {
        pages.header().force(pages.table());
        log.append(List.of(record.get()));
        change.run();
        unconfirmed.add(pages);
        pages.header().write(pages.table());
    }

    /** Records durably that the file has durably seen its generation. */
    synchronized void confirm(LocalPages pages) throws IOException {
        log.append(List.of(confirmation(pages)));
        unconfirmed.remove(pages);
    }

    /** Records that a partition has no remote copies any more, and removes the identity from its file. */
    synchronized void recall(LocalPages pages, Runnable change) throws IOException {
        pages.header().force(pages.table());
        ResidencyRecord end = end(Type.RECALLED, pages);
        log.append(List.of(end));
        pages.header().clear();
        change.run();
        forget(pages);
        open.put(pages.partition(), pages);
        replaced.add(end); // the file with the identity
    }

    /** Records that a partition file was deleted. The record need not be durable before another file takes the place. */
    synchronized void destroyed(LocalPages pages) throws IOException {
        forget(pages);
        saved.remove(pages.partition());
        if (pages.table().generation() > 0) {
            ResidencyRecord end = end(Type.DESTROYED, pages);
            saved.put(pages.partition(), SavedResidency.ended(end)); // the next file writes the record durably
            log.appendLazily(List.of(end));
        }
        if (open.isEmpty() && saved.values().stream().allMatch(SavedResidency::isEnded)) {
            delete();
        }
    }

    /** Records that a partition that is not open has no file any more. */
    synchronized void absent(int partition) throws IOException {
        endLifeBefore(partition, saved.get(partition));
        saved.remove(partition);
    }

    private static ResidencyRecord end(Type type, LocalPages pages) {
        PageTable table = pages.table();
        return ResidencyRecord.of(type, pages.partition(), table.identity(), table.generation() + 1);
    }

    /** Deletes the log: no partition file is left. */
    synchronized void delete() throws IOException {
        replaced.clear();
        log.endSegment();
        for (int number : directory.segments()) {
            directory.delete(number);
        }
    }

    private void forget(LocalPages pages) {
        open.remove(pages.partition(), pages);
        changed.remove(pages);
        unconfirmed.remove(pages);
    }

    /**
     * Ends a checkpoint, before it is marked as ended: all changes are durable, also of files that only page replacement wrote, when the method
     * returns.
     */
    void checkpointed() throws IOException {
        flush();
        synchronized (this) {
            List<ResidencyRecord> confirmations = new ArrayList<>();
            for (LocalPages pages : unconfirmed.stream()
                    .sorted(Comparator.comparingInt(LocalPages::partition))
                    .toList()) {
                if (!pages.isDeleted()) {
                    pages.header().force(pages.table());
                    confirmations.add(confirmation(pages));
                }
            }
            replaced.forEach(end -> confirmations.add(confirmation(end)));
            if (!confirmations.isEmpty()) {
                log.append(confirmations); // durably: from now on a file of the generation before is an older one
            }
            unconfirmed.clear();
            replaced.clear();
            checkpoints.end();
        }
    }

    private static ResidencyRecord confirmation(ResidencyRecord of) {
        return ResidencyRecord.of(Type.CONFIRMED, of.partition(), of.identity(), of.generation());
    }

    private static ResidencyRecord confirmation(LocalPages pages) {
        long forced = pages.header().forced();
        return ResidencyRecord.of(
                Type.CONFIRMED, pages.partition(), pages.table().identity(), forced);
    }

    /** Ends the use of a partition whose changes are recorded: its file is about to be closed, and may be opened again. */
    synchronized void close(LocalPages pages) throws IOException {
        if (open.get(pages.partition()) == pages) {
            if (pages.table().generation() > 0) {
                pages.header().force(pages.table());
                if (unconfirmed.contains(pages)) {
                    log.append(List.of(confirmation(pages)));
                }
                saved.put(pages.partition(), SavedResidency.closed(pages.table().copy()));
            }
            forget(pages);
        }
    }

    /** Returns whether the log has grown so much that {@link #compact} is due. */
    synchronized boolean isCompactionDue() {
        long maxBytes = Math.max(GROWTH * compactedBytes, SLACK_BYTES);
        return !compacting && (log.bytes() > maxBytes || log.segments() > maxSegments);
    }

    /** Writes the present residencies into a new segment and deletes the older ones. Blocks a partition while its residency is copied. */
    void compact() throws IOException {
        int number;
        long before;
        int replaced;
        Set<Integer> partitions;
        synchronized (this) {
            if (compacting || saved.values().stream().anyMatch(known -> known.damage() != null)) {
                return; // what is left of a damaged residency may help to rebuild it
            }
            compacting = true;
            number = log.beginCompaction();
            before = log.bytes();
            replaced = log.segments();
            partitions = new TreeSet<>(open.keySet());
            partitions.addAll(saved.keySet());
        }
        try {
            long after = ResidencyLog.compact(directory, number, partitions, this::state);
            synchronized (this) {
                log.compacted(before, after, replaced);
                compactedBytes = after;
            }
        } catch (FileDeletedException e) {
            // A later checkpoint compacts: the log still has all its segments.
        } finally {
            synchronized (this) {
                compacting = false;
            }
        }
    }

    /** A file is deleted while a compaction runs, before the log knows its end. */
    private static final class FileDeletedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private synchronized List<ResidencyRecord> state(int partition) throws IOException {
        SavedResidency closed = saved.get(partition);
        if (closed != null) {
            return closed.records(partition);
        }
        LocalPages pages = open.get(partition);
        if (pages == null || pages.table().generation() == 0) {
            return List.of();
        }
        if (pages.isDeleted()) {
            throw new FileDeletedException();
        }
        // A whole state cannot be left out after a crash: the file has to know its generation.
        pages.header().force(pages.table());
        return List.of(ResidencyRecord.state(partition, pages.table().copy()));
    }

    /** Returns the names of the objects that the log names for a partition whose file is closed; empty if it is open. */
    synchronized Set<String> savedNames(int partition) {
        SavedResidency known = saved.get(partition);
        return known == null ? Set.of() : new HashSet<>(known.objectNames());
    }

    /** Returns the names of all objects that a partition names. */
    synchronized Stream<String> objectNames() {
        List<String> names = new ArrayList<>();
        open.values().forEach(pages -> names.addAll(pages.table().objectNames()));
        saved.values().forEach(known -> names.addAll(known.objectNames()));
        return names.stream();
    }

    /** Returns whether the file of a partition has durably seen the last record. */
    synchronized boolean isConfirmed(LocalPages pages) {
        return !unconfirmed.contains(pages) && !changed.contains(pages);
    }
}
