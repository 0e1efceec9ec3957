package io.foreshard.tier;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The bytes of a residency, as its file and the manifest hold them: header, object names, then object, slot, checksum and a remote flag for each page
 * up to the highest with a remote copy, and a CRC-32C over everything before it. Cost is proportional to that page number.
 */
final class ResidencyCodec {
    private static final int MAGIC = 0x46534852; // FSHR
    private static final int VERSION = 1;
    private static final int NO_OBJECT = -1;

    private ResidencyCodec() {}

    static byte[] encode(Residency residency) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(residency.identity());
            out.writeLong(residency.generation());
            Map<PageObject, Integer> ordinals = writeObjects(residency, out);
            writePages(residency, ordinals, out);
            out.flush();
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<PageObject, Integer> writeObjects(Residency residency, DataOutputStream out) throws IOException {
        List<PageObject> objects = residency.objects();
        Map<PageObject, Integer> ordinals = new HashMap<>();
        out.writeInt(objects.size());
        for (PageObject object : objects) {
            ordinals.put(object, ordinals.size());
            out.writeUTF(object.name());
        }
        return ordinals;
    }

    private static void writePages(Residency residency, Map<PageObject, Integer> ordinals, DataOutputStream out)
            throws IOException {
        int end = residency.end();
        out.writeInt(end);
        for (int page = 0; page < end; page++) {
            PageState state = residency.state(page);
            if (state == PageState.LOCAL) {
                out.writeInt(NO_OBJECT);
                continue;
            }
            PageObject object = residency.objectOf(page);
            int slot = residency.slotOf(page);
            out.writeInt(ordinals.get(object));
            out.writeInt(slot);
            out.writeInt(object.checksum(slot));
            out.writeBoolean(state == PageState.REMOTE);
        }
    }

    /**
     * Decodes the bytes of {@link #encode}.
     *
     * @throws IOException if it is damaged or of another version
     */
    static Residency decode(byte[] bytes) throws IOException {
        int length = bytes.length - Integer.BYTES;
        if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != checksum(bytes, length)) {
            throw new IOException("its checksum is wrong");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("it was written by another version");
            }
            Residency residency = new Residency(in.readLong(), in.readLong());
            List<PageObject> objects = new ArrayList<>();
            int names = in.readInt();
            for (int i = 0; i < names; i++) {
                objects.add(residency.addObject(in.readUTF(), 0));
            }
            int end = in.readInt();
            for (int page = 0; page < end; page++) {
                int ordinal = in.readInt();
                if (ordinal != NO_OBJECT) {
                    residency.uploaded(objects.get(ordinal), in.readInt(), page, in.readInt());
                    if (in.readBoolean()) {
                        residency.released(page);
                    }
                }
            }
            return residency;
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
