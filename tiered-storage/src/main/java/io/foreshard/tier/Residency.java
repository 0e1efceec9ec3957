package io.foreshard.tier;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Where each page of one partition file is: local, remote, or both.
 *
 * <p>A page is addressed by its number in the file (the header is page 0). A page that has a remote copy has a place: an object, a slot
 * in it (objects are rows of pages), and the checksum of the page. A page without a place is local. Encoded with a
 * checksum over everything.
 *
 * <p>Not thread-safe.
 */
final class Residency {
    private static final int MAGIC = 0x46534852; // FSHR
    private static final int VERSION = 1;
    private static final int NONE = -1;

    private final long identity;
    private final List<String> objects = new ArrayList<>();
    private final BitSet remote = new BitSet();
    private int[] object = {};
    private int[] slot = {};
    private int[] checksum = {};
    private long generation;

    /**
     * Creates the residency of a file none of whose pages is remote.
     *
     * @param identity random number that is also in the file's header
     */
    Residency(long identity) {
        this.identity = identity;
    }

    long identity() {
        return identity;
    }

    /** Returns a number no object of this partition was named with before. */
    long nextGeneration() {
        return ++generation;
    }

    /** Tells whether the only copy of the page is the remote one. */
    boolean isRemote(int page) {
        return remote.get(page);
    }

    boolean hasPlace(int page) {
        return page < object.length && object[page] != NONE;
    }

    /** Tells whether any page is both local and remote. */
    boolean hasReturned() {
        for (int page = 0; page < object.length; page++) {
            if (object[page] != NONE && !remote.get(page)) {
                return true;
            }
        }
        return false;
    }

    String objectOf(int page) {
        return objects.get(object[page]);
    }

    int slotOf(int page) {
        return slot[page];
    }

    int checksumOf(int page) {
        return checksum[page];
    }

    int remotePages() {
        return remote.cardinality();
    }

    /** Returns the first page at or after one that is remote only, or -1. */
    int nextRemote(int page) {
        return remote.nextSetBit(page);
    }

    /** Returns the end (exclusive) of the run of remote pages that begins at a page. */
    int endOfRun(int page) {
        return remote.nextClearBit(page);
    }

    /** The page was written: its remote copy, if any, is of the past. */
    void written(int page) {
        remote.clear(page);
        if (hasPlace(page)) {
            object[page] = NONE;
        }
    }

    /** The page came back; its remote copy stays valid. */
    void fetched(int page) {
        remote.clear(page);
    }

    /** The local copy of a page with a remote one is given up. */
    void leave(int page) {
        if (!hasPlace(page)) {
            throw new IllegalStateException("Page " + page + " has no remote copy.");
        }
        remote.set(page);
    }

    /** Gives pages their places in a new object, in the order of its slots. */
    void placed(String name, List<Integer> pages, List<Integer> checksums) {
        int ordinal = objects.size();
        objects.add(name);
        for (int i = 0; i < pages.size(); i++) {
            int page = pages.get(i);
            if (page >= object.length) {
                int from = object.length;
                int size = Math.max(page + 1, from * 2);
                object = Arrays.copyOf(object, size);
                slot = Arrays.copyOf(slot, size);
                checksum = Arrays.copyOf(checksum, size);
                Arrays.fill(object, from, size, NONE);
            }
            object[page] = ordinal;
            slot[page] = i;
            checksum[page] = checksums.get(i);
        }
    }

    /** Forgets objects in which no page has its place any more. */
    void compact() {
        int[] renumbered = new int[objects.size()];
        Arrays.fill(renumbered, NONE);
        List<String> live = new ArrayList<>();
        for (int page = 0; page < object.length; page++) {
            int ordinal = object[page];
            if (ordinal == NONE) {
                continue;
            }
            if (renumbered[ordinal] == NONE) {
                renumbered[ordinal] = live.size();
                live.add(objects.get(ordinal));
            }
            object[page] = renumbered[ordinal];
        }
        objects.clear();
        objects.addAll(live);
    }

    /** Forgets all remote copies; no page may be remote only. */
    void forgetPlaces() {
        if (!remote.isEmpty()) {
            throw new IllegalStateException("Pages are remote only: " + remote.cardinality() + ".");
        }
        objects.clear();
        Arrays.fill(object, NONE);
    }

    List<String> objects() {
        return List.copyOf(objects);
    }

    /** Returns pages of the same object whose slots lie in a range, in slot order, with -1 for slots that no page has any more. */
    int[] pagesInSlots(String name, int fromSlot, int toSlot) {
        int[] pages = new int[toSlot - fromSlot];
        Arrays.fill(pages, NONE);
        int ordinal = objects.indexOf(name);
        for (int page = 0; page < object.length; page++) {
            if (object[page] == ordinal && slot[page] >= fromSlot && slot[page] < toSlot) {
                pages[slot[page] - fromSlot] = page;
            }
        }
        return pages;
    }

    /** Returns how many slots of an object are known, that is one more than the highest one in use. */
    int slots(String name) {
        int ordinal = objects.indexOf(name);
        int slots = 0;
        for (int page = 0; page < object.length; page++) {
            if (object[page] == ordinal) {
                slots = Math.max(slots, slot[page] + 1);
            }
        }
        return slots;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(identity);
            out.writeLong(generation);
            out.writeInt(objects.size());
            for (String name : objects) {
                out.writeUTF(name);
            }
            out.writeInt(object.length);
            for (int page = 0; page < object.length; page++) {
                out.writeInt(object[page]);
                if (object[page] != NONE) {
                    out.writeInt(slot[page]);
                    out.writeInt(checksum[page]);
                    out.writeBoolean(remote.get(page));
                }
            }
            out.flush();
            CRC32C crc = new CRC32C();
            crc.update(bytes.toByteArray());
            out.writeInt((int) crc.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes what {@link #encode} returned.
     *
     * @throws IOException if it is damaged
     */
    static Residency decode(byte[] bytes) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Math.max(0, bytes.length - Integer.BYTES));
        if (bytes.length < Integer.BYTES
                || java.nio.ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) != (int) crc.getValue()) {
            throw new IOException("its checksum is wrong");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("it was written by another version");
            }
            Residency residency = new Residency(in.readLong());
            residency.generation = in.readLong();
            int names = in.readInt();
            for (int i = 0; i < names; i++) {
                residency.objects.add(in.readUTF());
            }
            int pages = in.readInt();
            residency.object = new int[pages];
            residency.slot = new int[pages];
            residency.checksum = new int[pages];
            for (int page = 0; page < pages; page++) {
                residency.object[page] = in.readInt();
                if (residency.object[page] != NONE) {
                    residency.slot[page] = in.readInt();
                    residency.checksum[page] = in.readInt();
                    residency.remote.set(page, in.readBoolean());
                }
            }
            return residency;
        }
    }
}
