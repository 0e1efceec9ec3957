package io.foreshard.tier.testing;

import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.testing.CorruptionImage.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The kinds of corruptions, each of one thing on the disk or in the store of a machine at rest. */
enum Corruption {
    /** One bit of an object. */
    OBJECT_FLIP,
    /** A sector of an object reads as zeros. */
    OBJECT_ZERO,
    /** An object ends early. */
    OBJECT_TRUNCATE,
    /** An object is gone. */
    OBJECT_DELETE,
    /** Two pages of an object are exchanged. */
    OBJECT_SWAP_PAGES,
    /** An object has the content of another one, perhaps of an earlier generation or another partition. */
    OBJECT_FOREIGN,
    /** One bit of the tier's part of the header page. */
    HEADER_FLIP,
    /** A slot of the header reads as zeros. */
    HEADER_ZERO,
    /** The mark in the header is gone. */
    HEADER_UNMARK,
    /** An earlier header page. */
    HEADER_OLD,
    /** The header page of another partition or machine. */
    HEADER_FOREIGN,
    /** An earlier version of the whole file. */
    FILE_OLD,
    /** The file of another partition or machine. */
    FILE_FOREIGN,
    /** One bit of a log. */
    LOG_FLIP,
    /** A part of a log reads as zeros. */
    LOG_ZERO,
    /** A segment ends early. */
    LOG_TRUNCATE,
    /** A segment is gone. */
    LOG_DELETE,
    /** The segments of an earlier time. */
    LOG_OLD,
    /** The log of another machine. */
    LOG_FOREIGN,
    /** Two segments are exchanged. */
    LOG_SWAP,
    /** Earlier records are repeated at the end. */
    LOG_REPEAT,
    /** One bit of a manifest, an owner token or the identity of the store. */
    SMALL_OBJECT_FLIP,
    /** A part of such an object reads as zeros. */
    SMALL_OBJECT_ZERO,
    /** Such an object ends early. */
    SMALL_OBJECT_TRUNCATE,
    /** Such an object is gone. */
    SMALL_OBJECT_DELETE,
    /** An earlier version of such an object. */
    SMALL_OBJECT_OLD,
    /** The manifest of another partition. */
    MANIFEST_FOREIGN,
    /** One bit of a small local file. */
    LOCAL_FILE_FLIP,
    /** A part of a small local file reads as zeros. */
    LOCAL_FILE_ZERO,
    /** A small local file ends early. */
    LOCAL_FILE_TRUNCATE,
    /** A small local file is gone. */
    LOCAL_FILE_DELETE,
    /** An earlier version of a small local file. */
    LOCAL_FILE_OLD;

    private static final String LOG = "cache-rows";
    private static final int TIER_OFFSET = 64;

    /**
     * Injects the corruption.
     *
     * @return its kind and, for kinds that have several, its target; null if there is nothing to corrupt in this way
     */
    String inject(CorruptionImage image, State state, State foreign, SplittableRandom random) throws IOException {
        List<State> past = image.past();
        String target = "";
        boolean isDone =
                switch (this) {
                    case OBJECT_FLIP,
                            OBJECT_ZERO,
                            OBJECT_TRUNCATE,
                            OBJECT_DELETE,
                            OBJECT_SWAP_PAGES,
                            OBJECT_FOREIGN -> object(state, random);
                    case HEADER_FLIP,
                            HEADER_ZERO,
                            HEADER_UNMARK,
                            HEADER_OLD,
                            HEADER_FOREIGN,
                            FILE_OLD,
                            FILE_FOREIGN -> file(image, state, foreign, random);
                    case LOG_FLIP,
                            LOG_ZERO,
                            LOG_TRUNCATE,
                            LOG_DELETE,
                            LOG_OLD,
                            LOG_FOREIGN,
                            LOG_SWAP,
                            LOG_REPEAT -> log(state, past, foreign, random);
                    case SMALL_OBJECT_FLIP,
                            SMALL_OBJECT_ZERO,
                            SMALL_OBJECT_TRUNCATE,
                            SMALL_OBJECT_DELETE,
                            SMALL_OBJECT_OLD,
                            MANIFEST_FOREIGN -> {
                        String name = any(smallObjects(state.store()), random);
                        target = ":" + name.substring(name.lastIndexOf('/') + 1);
                        yield smallObject(name, state, past, random);
                    }
                    case LOCAL_FILE_FLIP, LOCAL_FILE_ZERO, LOCAL_FILE_TRUNCATE, LOCAL_FILE_DELETE, LOCAL_FILE_OLD -> {
                        String name = any(List.copyOf(state.disk().smallFiles().keySet()), random);
                        target = ":" + name;
                        yield localFile(name, state, past, random);
                    }
                };
        return isDone ? name() + target : null;
    }

    private static <T> T any(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }

    private static void flip(byte[] bytes, int from, int to, SplittableRandom random) {
        bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }

    private static void zero(byte[] bytes, int length, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + length), (byte) 0);
    }

    private static List<String> objects(SimulatedStore store) {
        return store.objects().keySet().stream()
                .filter(name -> name.contains("/group-") && !name.endsWith("/manifest"))
                .toList();
    }

    private boolean object(State state, SplittableRandom random) {
        List<String> names = objects(state.store());
        String name = any(names, random);
        byte[] bytes = state.store().objects().get(name).bytes().clone();
        switch (this) {
            case OBJECT_FLIP -> flip(bytes, 0, bytes.length, random);
            case OBJECT_ZERO -> zero(bytes, SimulatedFile.SECTOR, random);
            case OBJECT_TRUNCATE -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case OBJECT_DELETE -> {
                state.store().objects().remove(name);
                return true;
            }
            case OBJECT_SWAP_PAGES -> {
                int pages = bytes.length / SimulatedPages.BYTES;
                int one = random.nextInt(pages) * SimulatedPages.BYTES;
                int other = random.nextInt(pages) * SimulatedPages.BYTES;
                if (one == other) {
                    return false;
                }
                byte[] before = bytes.clone();
                System.arraycopy(before, one, bytes, other, SimulatedPages.BYTES);
                System.arraycopy(before, other, bytes, one, SimulatedPages.BYTES);
            }
            default -> bytes = state.store().objects().get(any(names, random)).bytes();
        }
        state.store().damage(name, bytes);
        return true;
    }

    private boolean file(CorruptionImage image, State state, State foreign, SplittableRandom random)
            throws IOException {
        List<State> past = image.past();
        int number = any(new ArrayList<>(state.disk().files().keySet()), random);
        SimulatedFile file = state.disk().file(number);
        byte[] bytes = file.bytes();
        boolean isOld = this == HEADER_OLD || this == FILE_OLD;
        SimulatedFile other = isOld
                ? any(past, random).disk().file(number)
                : random.nextBoolean()
                        ? foreign.disk().file(number)
                        : state.disk().file((number + 1) % SimulatedDatabase.PARTITIONS);
        switch (this) {
            case HEADER_FLIP -> flip(bytes, TIER_OFFSET, TIER_OFFSET + PartitionHeader.BYTES, random);
            case HEADER_ZERO -> {
                int slot = TIER_OFFSET + random.nextInt(2) * PartitionHeader.BYTES / 2;
                Arrays.fill(bytes, slot, slot + PartitionHeader.BYTES / 2, (byte) 0);
            }
            case HEADER_UNMARK -> System.arraycopy(SimulatedPages.header().array(), 0, bytes, 0, TIER_OFFSET);
            default -> {
                if (other == null || isSame(slot(file), slot(other))) {
                    return false; // the database alone would see no difference either
                }
                byte[] others = other.bytes();
                if (this == HEADER_OLD || this == HEADER_FOREIGN) {
                    System.arraycopy(others, 0, bytes, 0, SimulatedPages.BYTES);
                } else {
                    bytes = others;
                }
            }
        }
        file.replace(bytes);
        return true;
    }

    private static Optional<Slot> slot(SimulatedFile file) throws IOException {
        return new PartitionHeader(file, SimulatedPages.FORMAT).read();
    }

    private static boolean isSame(Optional<Slot> one, Optional<Slot> other) {
        return one.isEmpty()
                ? other.isEmpty()
                : other.isPresent()
                        && one.get().identity() == other.get().identity()
                        && one.get().generation() == other.get().generation();
    }

    private boolean log(State state, List<State> past, State foreign, SplittableRandom random) {
        SimulatedLog log = state.disk().simulatedLog(LOG);
        Map<Integer, byte[]> segments = new TreeMap<>(log.contents());
        List<Integer> numbers = segments.keySet().stream()
                .filter(number -> segments.get(number).length > 0)
                .toList();
        int number = any(numbers, random);
        byte[] bytes = segments.get(number).clone();
        switch (this) {
            case LOG_FLIP -> flip(bytes, 0, bytes.length, random);
            case LOG_ZERO -> zero(bytes, SimulatedFile.SECTOR, random);
            case LOG_TRUNCATE -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case LOG_SWAP -> {
                int other = any(numbers, random);
                if (other == number) {
                    return false;
                }
                segments.put(number, segments.get(other));
                bytes = null;
                segments.put(other, log.contents().get(number));
            }
            case LOG_REPEAT -> {
                byte[] early = any(past, random).disk().simulatedLog(LOG).contents().values().stream()
                        .findFirst()
                        .orElse(new byte[0]);
                segments.put(numbers.get(numbers.size() - 1) + 1, early);
                bytes = null;
            }
            case LOG_DELETE -> {
                segments.remove(number);
                bytes = null;
            }
            default -> {
                State from = this == LOG_OLD ? any(past, random) : foreign;
                log.replace(from.disk().simulatedLog(LOG).contents());
                return true;
            }
        }
        if (bytes != null) {
            segments.put(number, bytes);
        }
        log.replace(segments);
        return true;
    }

    private static List<String> smallObjects(SimulatedStore store) {
        return store.objects().keySet().stream()
                .filter(name -> !name.contains("/group-") || name.endsWith("/manifest"))
                .toList();
    }

    private boolean smallObject(String name, State state, List<State> past, SplittableRandom random) {
        byte[] bytes = state.store().objects().get(name).bytes().clone();
        switch (this) {
            case SMALL_OBJECT_FLIP -> flip(bytes, 0, bytes.length, random);
            case SMALL_OBJECT_ZERO -> zero(bytes, bytes.length, random);
            case SMALL_OBJECT_TRUNCATE -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case SMALL_OBJECT_DELETE -> {
                state.store().objects().remove(name);
                return true;
            }
            case SMALL_OBJECT_OLD -> {
                SimulatedStore.Content old = any(past, random).store().objects().get(name);
                if (old == null) {
                    return false;
                }
                bytes = old.bytes();
            }
            default -> {
                String other = any(smallObjects(state.store()), random);
                if (!other.endsWith("/manifest") || !name.endsWith("/manifest")) {
                    return false;
                }
                bytes = state.store().objects().get(other).bytes();
            }
        }
        state.store().damage(name, bytes);
        return true;
    }

    private boolean localFile(String name, State state, List<State> past, SplittableRandom random) {
        Map<String, byte[]> files = state.disk().smallFiles();
        byte[] bytes = files.get(name).clone();
        switch (this) {
            case LOCAL_FILE_FLIP -> flip(bytes, 0, bytes.length, random);
            case LOCAL_FILE_ZERO -> zero(bytes, bytes.length, random);
            case LOCAL_FILE_TRUNCATE -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case LOCAL_FILE_DELETE -> {
                files.remove(name);
                return true;
            }
            default -> {
                byte[] old = any(past, random).disk().smallFiles().get(name);
                if (old == null) {
                    return false;
                }
                bytes = old;
            }
        }
        files.put(name, bytes);
        return true;
    }
}
