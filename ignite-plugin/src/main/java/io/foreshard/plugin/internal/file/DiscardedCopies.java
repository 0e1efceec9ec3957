package io.foreshard.plugin.internal.file;

import io.foreshard.tier.Discard;
import io.foreshard.tier.Discard.Step;
import io.foreshard.tier.DiskDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * The moves of a stopped node's copy of a cache group: out of the persistence directory, and back. The configuration of the caches stays, as it does when
 * Ignite cleans a corrupted group. A move that was cut off is continued by the same call. Not thread-safe.
 */
public final class DiscardedCopies {
    private final PersistenceDirectory directory;
    private final DiskDirectory tier;

    /** @param directory directory of a node that does not run */
    public DiscardedCopies(PersistenceDirectory directory) {
        this.directory = directory;
        tier = directory.tier();
    }

    /**
     * Moves the partitions, the index and the residency of a group out.
     *
     * @param group name of the cache group
     * @param namesAllObjects whether the residency may not name all objects that the files need
     * @return the discard, and where the files are
     * @throws IgniteCheckedException with a sentence, if the node has no files of the group
     * @throws IOException if a file could not be moved; the call can be repeated
     */
    public Discard moveOut(String group, boolean namesAllObjects, Instant now)
            throws IgniteCheckedException, IOException {
        Optional<Discard> cutOff = newest(group)
                .filter(discard -> discard.step() == Step.MOVING_OUT || discard.step() == Step.MOVING_BACK);
        Discard discard = cutOff.isPresent() ? cutOff.get().at(Step.MOVING_OUT) : begin(group, namesAllObjects, now);
        discard.write(tier);
        Path cache = directory.path().resolve(discard.cacheDirectory());
        moveAll(cache, files(discard), DiscardedCopies::isIndex);
        moveAll(cache, files(discard), DiscardedCopies::isPages);
        moveAll(tier.path().resolve(discard.cacheDirectory()), files(discard), name -> true);
        Discard moved = discard.at(Step.MOVED);
        moved.write(tier);
        return moved;
    }

    private Discard begin(String group, boolean namesAllObjects, Instant now)
            throws IgniteCheckedException, IOException {
        String cacheDirectory = cacheDirectory(group)
                .orElseThrow(() -> new IgniteCheckedException("The node has no files of a cache group '" + group
                        + "' in " + directory.path() + ". Caches of a group are discarded together: name the group."));
        return Discard.begin(tier, group, CU.cacheId(group), cacheDirectory, namesAllObjects, now);
    }

    /** Returns the directory of a group; empty if there is none. */
    private Optional<String> cacheDirectory(String group) {
        return Stream.of(FilePageStoreManager.CACHE_GRP_DIR_PREFIX, FilePageStoreManager.CACHE_DIR_PREFIX)
                .map(prefix -> prefix + group)
                .filter(name -> Files.isDirectory(directory.path().resolve(name)))
                .findFirst();
    }

    /**
     * Moves the files of the newest discard of a group back.
     *
     * @throws IgniteCheckedException with a sentence, if there is none, or the node was started since
     * @throws IOException if a file could not be moved; the call can be repeated
     */
    public Discard moveBack(String group) throws IgniteCheckedException, IOException {
        Discard discard = newest(group)
                .orElseThrow(
                        () -> new IgniteCheckedException("No copy of the cache group '" + group + "' was discarded."));
        if (discard.step().compareTo(Step.MOVED) > 0 && discard.step() != Step.MOVING_BACK) {
            throw new IgniteCheckedException("The node was started after the copy of '" + group
                    + "' was put aside: its write-ahead log belongs to the new files. The old ones stay in "
                    + files(discard) + ".");
        }
        discard.at(Step.MOVING_BACK).write(tier);
        Path cache = directory.path().resolve(discard.cacheDirectory());
        moveAll(files(discard), cache, DiscardedCopies::isPages);
        moveAll(files(discard), cache, DiscardedCopies::isIndex);
        moveAll(files(discard), tier.path().resolve(discard.cacheDirectory()), DiscardedCopies::isResidency);
        delete(files(discard));
        return discard;
    }

    /** Returns the directory of a discard. */
    public Path files(Discard discard) {
        return tier.path().resolve(discard.path());
    }

    private Optional<Discard> newest(String group) throws IOException {
        return Discard.all(tier).stream()
                .filter(discard -> discard.group().equals(group))
                .max(Comparator.comparing(Discard::since));
    }

    /**
     * Prepares a start of the node: files that an earlier start has created and not completed by a checkpoint are put aside too, because the write-ahead log
     * of that start is not applied to them.
     *
     * @return the discards whose partitions are not filled yet
     * @throws IgniteCheckedException with a sentence, if a move was cut off
     */
    List<Discard> starting() throws IgniteCheckedException, IOException {
        List<Discard> unfilled = new ArrayList<>();
        for (Discard discard : Discard.all(tier)) {
            switch (discard.step()) {
                case MOVING_OUT, MOVING_BACK -> throw new IgniteCheckedException(
                        "The command 'discard' for the cache group '" + discard.group()
                                + "' was cut off; nothing was changed: run it again, with or without --undo.");
                case MOVED, STARTING -> {
                    putAside(discard);
                    Discard starting = discard.at(Step.STARTING);
                    starting.write(tier);
                    unfilled.add(starting);
                }
                case FILLING -> unfilled.add(discard);
                case FILLED -> {}
            }
        }
        return unfilled;
    }

    private void putAside(Discard discard) throws IOException {
        Path unfinished = files(discard).resolve("unfinished-" + System.currentTimeMillis());
        moveAll(directory.path().resolve(discard.cacheDirectory()), unfinished, name -> isIndex(name) || isPages(name));
        moveAll(tier.path().resolve(discard.cacheDirectory()), unfinished, name -> true);
    }

    /** Puts the partly filled files of a start aside, so that the group begins from nothing; no file of the group may be open. */
    Discard startAgain(Discard filling) throws IOException {
        Discard starting = step(filling, Step.STARTING); // a start after a crash continues
        putAside(starting);
        return starting;
    }

    /** Makes another step durable. */
    Discard step(Discard discard, Step step) throws IOException {
        Discard next = discard.at(step);
        if (Files.isDirectory(files(discard))) { // else the operator has deleted it
            next.write(tier);
        }
        return next;
    }

    private static boolean isIndex(String name) {
        return name.equals(FilePageStoreManager.INDEX_FILE_NAME);
    }

    private static boolean isPages(String name) {
        return name.startsWith(FilePageStoreManager.PART_FILE_PREFIX)
                && name.endsWith(FilePageStoreManager.FILE_SUFFIX);
    }

    private static boolean isResidency(String name) {
        return name.startsWith("residency-");
    }

    /** Moves files, and makes the moves durable; creates the target if there is something to move, deletes the source if it is empty and not of Ignite. */
    private void moveAll(Path from, Path to, Predicate<String> wanted) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(from)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            return;
        }
        Files.createDirectories(to);
        for (Path file : files) {
            Files.move(file, to.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        force(to);
        force(from);
        if (from.getParent().equals(tier.path())) {
            Files.deleteIfExists(from); // the residency of a group has a directory while it has a segment
        }
    }

    private static void delete(Path discarded) throws IOException {
        try (Stream<Path> files = Files.walk(discarded)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
