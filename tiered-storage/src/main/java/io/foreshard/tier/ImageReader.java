package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.tier.ImageManifest.Bundle;
import io.foreshard.tier.ImageManifest.PageFile;
import io.foreshard.tier.ImageManifest.PagesObject;
import io.foreshard.tier.PartitionHeader.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the objects of an image, verifies every byte, and writes its files to an empty disk; buffers one object for each file that is written at the same time. Thread-safe. */
final class ImageReader {
    private final ObjectStore store;
    private final ImageManifest manifest;
    private final ImageDisk disk;
    private final StoreIdentity identity;
    private final Map<Place, ResidencyRecord> residencies = new ConcurrentHashMap<>();

    private record Place(String cacheDirectory, int partition) {}

    /** @param identity store of the remote pages, which the headers of the files name */
    ImageReader(ObjectStore store, ImageManifest manifest, ImageDisk disk, StoreIdentity identity) {
        this.store = store;
        this.manifest = manifest;
        this.disk = disk;
        this.identity = identity;
    }

    /**
     * Writes the small files and keeps the residencies; to be called first.
     *
     * @throws DamagedException if an object is damaged; its name is in the message
     */
    void readBundles() throws IOException {
        for (Bundle bundle : manifest.bundles()) {
            String name = manifest.name(bundle.ordinal());
            ByteBuffer content = store.get(name, 0, bundle.bytes());
            if (ImageBundles.crc(content) != bundle.crc()) {
                throw damaged(name);
            }
            ImageBundles.read(content, (kind, entry, bytes) -> {
                switch (kind) {
                    case FILE -> disk.file(entry, bytes);
                    case RESIDENCY -> {
                        ResidencyRecord record = ResidencyRecord.decodedState(bytes);
                        residencies.put(new Place(entry, record.partition()), record);
                    }
                }
            });
        }
    }

    /**
     * Writes a page file, durably.
     *
     * @return the residency of its remote pages; null if all pages are local
     * @throws DamagedException if an object is damaged; its name is in the message
     */
    Residency read(PageFile file) throws IOException {
        ResidencyRecord record = residencies.remove(
                new Place(file.file().cacheDirectory(), file.file().partition()));
        if ((record == null) != file.references().isEmpty()) {
            throw new DamagedException("The image has no residency of " + file.file() + ".");
        }
        Residency residency = record == null ? null : record.appliedTo(null);
        try (ImageDisk.OpenFile out = disk.create(file.file())) {
            int pageBytes = manifest.pageBytes();
            out.write(ByteBuffer.allocate(pageBytes), (long) (file.pages() - 1) * pageBytes);
            for (PagesObject object : file.objects()) {
                read(file, object, out, residency);
            }
            if (residency != null) {
                residency.takeDead();
                residency.releaseAll();
            }
            boolean isRemote = residency != null && residency.remotePages() > 0;
            if (file.isTiered()) {
                writeHeader(out, isRemote ? residency : null);
            }
            out.force();
            return isRemote ? residency : null;
        }
    }

    private void read(PageFile file, PagesObject object, PartitionFile out, Residency residency) throws IOException {
        String name = manifest.name(object.ordinal());
        int pageBytes = manifest.pageBytes();
        int pagesLength = object.slots() * pageBytes;
        ByteBuffer content = store.get(name, 0, pagesLength + ObjectFooter.bytes(object.slots()));
        ByteBuffer footerBytes = content.slice(pagesLength, ObjectFooter.bytes(object.slots()));
        ObjectFooter footer;
        try {
            footer = ObjectFooter.decode(name, object.slots(), footerBytes);
        } catch (DamagedException e) {
            throw damaged(name);
        }
        boolean matches = footer.identity() == manifest.identity()
                && footer.generation() == manifest.number()
                && footer.group() == file.file().group()
                && footer.partition() == file.file().partition()
                && footer.pageBytes() == pageBytes
                && ObjectFooter.crcIn(footerBytes) == object.footerCrc();
        if (!matches) {
            throw damaged(name);
        }
        PageChecksum checksum =
                new PageChecksum(file.file().group(), file.file().partition());
        for (int slot = 0; slot < object.slots(); slot++) {
            int page = footer.pages()[slot];
            ByteBuffer bytes = content.slice(slot * pageBytes, pageBytes);
            if (page < 0
                    || page >= file.pages()
                    || checksum.of(manifest.number(), page, bytes) != footer.checksums()[slot]) {
                throw damaged(name);
            }
            out.write(bytes, (long) page * pageBytes);
            if (residency != null && residency.state(page) != PageState.LOCAL) {
                residency.written(page);
            }
        }
    }

    /** The header page was copied while the tier may have written it: its part is written anew. */
    private void writeHeader(PartitionFile out, Residency remote) throws IOException {
        PartitionHeader header = new PartitionHeader(out, disk.format(manifest.pageBytes()));
        header.clear();
        if (remote != null) {
            header.write(new Slot(remote.identity(), remote.generation(), remote.remotePages(), identity, true));
        }
    }

    private static DamagedException damaged(String object) {
        return new DamagedException("The object " + object + " of the image is damaged.");
    }
}
