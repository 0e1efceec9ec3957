package io.foreshard.tier;

import io.foreshard.tier.ImageManifest.Bundle;
import io.foreshard.tier.ImageManifest.PageFile;
import io.foreshard.tier.ImageManifest.PagesObject;
import io.foreshard.tier.ImageManifest.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The bytes of an {@link ImageManifest}: magic, version, fields, CRC-32C over all bytes before it. Stateless. */
final class ImageManifestCodec {
    private static final int MAGIC = 0x4653494d; // FSIM
    private static final int VERSION = 1;

    private ImageManifestCodec() {}

    static byte[] encode(ImageManifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeUTF(manifest.prefix());
            out.writeLong(manifest.number());
            out.writeLong(manifest.identity());
            out.writeLong(manifest.epoch());
            out.writeLong(manifest.session().getMostSignificantBits());
            out.writeLong(manifest.session().getLeastSignificantBits());
            out.writeLong(manifest.begun().toEpochMilli());
            out.writeUTF(manifest.folder());
            out.writeUTF(manifest.consistentId());
            out.writeUTF(manifest.clusterId());
            out.writeInt(manifest.pageBytes());
            out.writeInt(manifest.files().size());
            for (PageFile file : manifest.files()) {
                write(out, file);
            }
            out.writeInt(manifest.bundles().size());
            for (Bundle bundle : manifest.bundles()) {
                out.writeLong(bundle.ordinal());
                out.writeInt(bundle.bytes());
                out.writeInt(bundle.crc());
            }
            out.writeInt(crc(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new IllegalStateException("A stream in memory does not fail.", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, PageFile file) throws IOException {
        out.writeUTF(file.file().cacheDirectory());
        out.writeUTF(file.file().name());
        out.writeInt(file.file().group());
        out.writeInt(file.file().partition());
        out.writeInt(file.pages());
        out.writeBoolean(file.isTiered());
        out.writeInt(file.objects().size());
        for (PagesObject object : file.objects()) {
            out.writeLong(object.ordinal());
            out.writeInt(object.slots());
            out.writeInt(object.footerCrc());
        }
        out.writeInt(file.references().size());
        String before = "";
        for (Reference reference : file.references()) {
            int shared = shared(before, reference.object());
            out.writeShort(shared);
            out.writeUTF(reference.object().substring(shared));
            out.writeInt(reference.slots());
            before = reference.object();
        }
    }

    private static int shared(String before, String name) {
        int shared = 0;
        while (shared < Math.min(before.length(), name.length()) && before.charAt(shared) == name.charAt(shared)) {
            shared++;
        }
        return shared;
    }

    /**
     * Decodes the bytes of {@link #encode}.
     *
     * @param object name of the manifest, for messages
     * @throws DamagedException if the bytes are not those of a manifest
     * @throws IOException if it was written by another version
     */
    static ImageManifest decode(String object, ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        int length = bytes.length - Integer.BYTES;
        if (length < 2 * Integer.BYTES || ByteBuffer.wrap(bytes).getInt(length) != crc(bytes, length)) {
            throw damage(object, "its checksum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
        if (in.readInt() != MAGIC) {
            throw damage(object, "it is not the manifest of an image");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("The image " + object + " has format " + version
                    + ", this version of Foreshard reads format " + VERSION + ". Use the version that wrote it.");
        }
        return new ImageManifest(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                new UUID(in.readLong(), in.readLong()),
                Instant.ofEpochMilli(in.readLong()),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readInt(),
                files(in),
                bundles(in));
    }

    private static List<PageFile> files(DataInputStream in) throws IOException {
        List<PageFile> files = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            ImageFile file = new ImageFile(in.readUTF(), in.readUTF(), in.readInt(), in.readInt());
            files.add(new PageFile(file, in.readInt(), in.readBoolean(), objects(in), references(in)));
        }
        return files;
    }

    private static List<PagesObject> objects(DataInputStream in) throws IOException {
        List<PagesObject> objects = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            objects.add(new PagesObject(in.readLong(), in.readInt(), in.readInt()));
        }
        return objects;
    }

    private static List<Reference> references(DataInputStream in) throws IOException {
        List<Reference> references = new ArrayList<>();
        String before = "";
        for (int count = in.readInt(); count > 0; count--) {
            String name = before.substring(0, in.readUnsignedShort()) + in.readUTF();
            references.add(new Reference(name, in.readInt()));
            before = name;
        }
        return references;
    }

    private static List<Bundle> bundles(DataInputStream in) throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            bundles.add(new Bundle(in.readLong(), in.readInt(), in.readInt()));
        }
        return bundles;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static DamagedException damage(String object, String reason) {
        return new DamagedException("The manifest of the image " + object + " is damaged: " + reason
                + ". Nothing is deleted in the namespace until the next image has replaced it.");
    }
}
