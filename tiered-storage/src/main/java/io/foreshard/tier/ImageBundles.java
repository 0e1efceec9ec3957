package io.foreshard.tier;

import io.foreshard.tier.ImageManifest.Bundle;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The small files and the residencies of an image, collected in objects of about 16 MiB. Thread-safe: entries are added one after the other. */
final class ImageBundles {
    /** The content of an entry. */
    enum Kind {
        /** A file; the name is its path. */
        FILE,
        /** The residency of a partition; the name is that of its cache directory. */
        RESIDENCY
    }

    private static final int FOOTER_BYTES = 64;

    private final Put put;
    private final List<Bundle> bundles = new ArrayList<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The upload of an object. */
    @FunctionalInterface
    interface Put {
        /** Stores an object of the image and returns its ordinal. */
        long put(ByteBuffer content, int footerBytes) throws IOException;
    }

    ImageBundles(Put put) {
        this.put = put;
    }

    synchronized void add(Kind kind, String name, ByteBuffer content) throws IOException {
        if (bytes.size() > 0 && bytes.size() + content.remaining() > TransferSizes.MAX_OBJECT_BYTES) {
            flush();
        }
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(kind.ordinal());
        out.writeUTF(name);
        out.writeInt(copy.length);
        out.write(copy);
    }

    /** Uploads the rest; returns all objects. */
    synchronized List<Bundle> finish() throws IOException {
        if (bytes.size() > 0) {
            flush();
        }
        return List.copyOf(bundles);
    }

    private void flush() throws IOException {
        ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
        bytes = new ByteArrayOutputStream();
        long ordinal = put.put(content, Math.min(FOOTER_BYTES, content.remaining()));
        bundles.add(new Bundle(ordinal, content.remaining(), crc(content)));
    }

    static int crc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    /** Receives the entries of an object. */
    @FunctionalInterface
    interface Visitor {
        void entry(Kind kind, String name, ByteBuffer content) throws IOException;
    }

    /** Passes the entries of an object whose CRC was compared. */
    static void read(ByteBuffer object, Visitor visitor) throws IOException {
        while (object.hasRemaining()) {
            Kind kind = Kind.values()[object.get()];
            byte[] name = new byte[Short.toUnsignedInt(object.getShort())];
            object.get(name);
            int length = object.getInt();
            visitor.entry(kind, new String(name, StandardCharsets.UTF_8), object.slice(object.position(), length));
            object.position(object.position() + length);
        }
    }
}
