package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of a {@link ResidencyLog}: a durable change of the residency of one partition, or its whole residency. Immutable.
 *
 * @param type kind of change
 * @param partition number of the partition
 * @param identity identity of the partition file that the record speaks of
 * @param generation generation of the residency after the change
 * @param payload bytes that the type defines, read-only
 */
record ResidencyRecord(Type type, int partition, long identity, long generation, ByteBuffer payload) {
    /** The kinds of changes; the ordinal is stored. */
    enum Type {
        /** The whole residency. */
        STATE,
        /** Objects were uploaded and all pages with both copies released, except those written while it ran. */
        OFFLOADED,
        /** Pages were fetched or written. */
        CHANGED,
        /** All pages are local and the file has no identity any more. */
        RECALLED,
        /** The partition file was deleted. */
        DESTROYED,
        /** The file has durably seen the generation. */
        CONFIRMED,
        /** Local copies of pages with both copies were given up. */
        RELEASED,
        /** Objects were uploaded, and their pages have both copies, except those written while it ran. */
        UPLOADED
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /**
     * Pages whose state changed since the last record.
     *
     * @param both pages that were fetched
     * @param local pages that were written
     */
    record Changes(ChangedPages both, ChangedPages local) {}

    static ResidencyRecord state(int partition, Residency residency) {
        List<PageObject> objects = residency.objects();
        int bytes = 2 * Integer.BYTES;
        for (PageObject object : objects) {
            bytes += objectBytes(object.name(), object.slots()) + (object.slots() + 7) / 8;
        }
        ByteBuffer payload = ByteBuffer.allocate(bytes);
        payload.putInt(residency.slotBits()).putInt(objects.size());
        for (PageObject object : objects) {
            putObject(payload, object);
            byte[] remote = new byte[(object.slots() + 7) / 8];
            for (int slot = 0; slot < object.slots(); slot++) {
                int page = object.page(slot);
                if (page != PageObject.EMPTY && residency.isRemote(page)) {
                    remote[slot / 8] |= (byte) (1 << slot % 8);
                }
            }
            payload.put(remote);
        }
        return new ResidencyRecord(Type.STATE, partition, residency.identity(), residency.generation(), payload.flip());
    }

    static ResidencyRecord uploaded(
            int partition,
            Residency before,
            List<StoredObject> stored,
            ChangedPages writtenMeanwhile,
            AfterUpload after) {
        int bytes = 2 * Integer.BYTES + pagesBytes(writtenMeanwhile);
        for (StoredObject object : stored) {
            bytes += objectBytes(object.name(), object.pages().length);
        }
        ByteBuffer payload = ByteBuffer.allocate(bytes);
        payload.putInt(before.slotBits()).putInt(stored.size());
        for (StoredObject object : stored) {
            putObject(
                    payload,
                    new PageObject(
                            object.name(),
                            object.generation(),
                            object.footerCrc(),
                            object.pages(),
                            object.checksums()));
        }
        putPages(payload, writtenMeanwhile);
        Type type =
                switch (after) {
                    case RELEASE -> Type.OFFLOADED;
                    case KEEP -> Type.UPLOADED;
                };
        return new ResidencyRecord(type, partition, before.identity(), before.generation() + 1, payload.flip());
    }

    static ResidencyRecord changed(int partition, long identity, long generation, Changes changes) {
        ByteBuffer payload = ByteBuffer.allocate(pagesBytes(changes.both()) + pagesBytes(changes.local()));
        putPages(payload, changes.both());
        putPages(payload, changes.local());
        return new ResidencyRecord(Type.CHANGED, partition, identity, generation, payload.flip());
    }

    static ResidencyRecord released(int partition, Residency before, ChangedPages pages) {
        ByteBuffer payload = ByteBuffer.allocate(pagesBytes(pages));
        putPages(payload, pages);
        return new ResidencyRecord(
                Type.RELEASED, partition, before.identity(), before.generation() + 1, payload.flip());
    }

    static ResidencyRecord of(Type type, int partition, long identity, long generation) {
        return new ResidencyRecord(type, partition, identity, generation, NOTHING);
    }

    /** Returns whether objects were uploaded: only such a record is the first of a file. */
    boolean isUpload() {
        return type == Type.OFFLOADED || type == Type.UPLOADED;
    }

    /** Returns the bytes of a STATE record. */
    ByteBuffer encodedState() {
        return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES + payload.remaining())
                .putInt(partition)
                .putLong(identity)
                .putLong(generation)
                .put(payload.duplicate())
                .flip();
    }

    /** Decodes the bytes of {@link #encodedState}. */
    static ResidencyRecord decodedState(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        return new ResidencyRecord(Type.STATE, in.getInt(), in.getLong(), in.getLong(), in.slice());
    }

    /** Returns the names of the objects that the record adds. */
    List<String> objectNames() {
        if (!isUpload()) {
            return List.of();
        }
        ByteBuffer in = payload.duplicate().position(Integer.BYTES);
        List<String> names = new ArrayList<>();
        for (int objects = in.getInt(); objects > 0; objects--) {
            names.add(readObject(in).name());
        }
        return names;
    }

    /**
     * Returns the residency after this record.
     *
     * @param before residency before it; null if there is none
     * @throws IOException if the record does not fit to the residency
     */
    Residency appliedTo(Residency before) throws IOException {
        ByteBuffer in = payload.duplicate();
        try {
            Residency after =
                    switch (type) {
                        case STATE -> readState(in);
                        case OFFLOADED -> upload(before, in, AfterUpload.RELEASE);
                        case UPLOADED -> upload(before, in, AfterUpload.KEEP);
                        case CHANGED -> change(before, in);
                        case RELEASED -> release(before, in);
                        case RECALLED, DESTROYED, CONFIRMED -> throw new IllegalStateException(
                                type + " has no residency.");
                    };
            after.generation(generation);
            return after;
        } catch (RuntimeException e) {
            throw new IOException("record " + generation + " (" + type + ") does not fit to the records before it", e);
        }
    }

    private Residency readState(ByteBuffer in) {
        Residency residency = new Residency(identity, 0, in.getInt());
        int objects = in.getInt();
        for (int i = 0; i < objects; i++) {
            PageObject object = readObject(in);
            byte[] remote = new byte[(object.slots() + 7) / 8];
            in.get(remote);
            residency.add(object, (slot, page) -> (remote[slot / 8] & 1 << slot % 8) != 0);
        }
        return residency;
    }

    private Residency upload(Residency before, ByteBuffer in, AfterUpload after) {
        int slotBits = in.getInt();
        Residency residency = before == null ? new Residency(identity, 0, slotBits) : before;
        List<StoredObject> stored = new ArrayList<>();
        for (int objects = in.getInt(); objects > 0; objects--) {
            PageObject object = readObject(in);
            stored.add(object.stored());
        }
        residency.uploaded(stored, readPages(in), after);
        residency.takeDead();
        return residency;
    }

    private static Residency change(Residency before, ByteBuffer in) {
        readPages(in).forEach(before::fetched);
        readPages(in).forEach(before::written);
        return before;
    }

    private static Residency release(Residency before, ByteBuffer in) {
        readPages(in).forEach(before::released);
        return before;
    }

    private static int objectBytes(String name, int slots) {
        return Integer.BYTES
                + name.getBytes(StandardCharsets.UTF_8).length
                + Long.BYTES
                + 2 * Integer.BYTES
                + 2 * Integer.BYTES * slots;
    }

    private static void putObject(ByteBuffer out, PageObject object) {
        byte[] name = object.name().getBytes(StandardCharsets.UTF_8);
        out.putInt(name.length)
                .put(name)
                .putLong(object.generation())
                .putInt(object.footerCrc())
                .putInt(object.slots());
        object.put(out);
    }

    private static PageObject readObject(ByteBuffer in) {
        byte[] name = new byte[in.getInt()];
        in.get(name);
        long generation = in.getLong();
        int footerCrc = in.getInt();
        int slots = in.getInt();
        return new PageObject(
                new String(name, StandardCharsets.UTF_8),
                generation,
                footerCrc,
                readInts(in, slots),
                readInts(in, slots));
    }

    private static int[] readInts(ByteBuffer in, int count) {
        int[] values = new int[count];
        in.asIntBuffer().get(values);
        in.position(in.position() + Integer.BYTES * count);
        return values;
    }

    /** Writes runs of neighbouring pages: their number, then first page and length of each. */
    private static void putPages(ByteBuffer out, ChangedPages pages) {
        int start = out.position();
        out.putInt(0);
        Runs runs = new Runs();
        pages.forEach(page -> runs.add(page, out));
        runs.end(out);
        out.putInt(start, runs.count);
    }

    /** Joins pages in ascending order to runs. */
    private static final class Runs {
        private int first = -1;
        private int end = -1;
        private int count;

        void add(int page, ByteBuffer out) {
            if (page != end) {
                end(out);
                first = page;
            }
            end = page + 1;
        }

        void end(ByteBuffer out) {
            if (first >= 0) {
                out.putInt(first).putInt(end - first);
                count++;
            }
        }
    }

    /** Returns the most bytes that a set of pages takes. */
    private static int pagesBytes(ChangedPages pages) {
        return Integer.BYTES + 2 * Integer.BYTES * pages.size();
    }

    private static ChangedPages readPages(ByteBuffer in) {
        ChangedPages pages = new ChangedPages();
        for (int runs = in.getInt(); runs > 0; runs--) {
            int first = in.getInt();
            int end = first + in.getInt();
            for (int page = first; page < end; page++) {
                pages.add(page);
            }
        }
        return pages;
    }
}
