package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.RebuildReport.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rebuild of lost or damaged residencies of a stopped node, from the manifest of a partition, the footers of its objects and its file.
 *
 * <p>A page whose bytes in the file are intact is local, because local bytes are never older than a remote copy. Every other page that an object names is
 * remote, in the object of the highest generation. The file is not changed. Reads the whole file and every footer. Not thread-safe.
 */
public final class ResidencyRebuild {
    private static final int READ_BYTES = 1 << 20;

    private final NodeDirectory directory;
    private final ObjectStore store;
    private final Map<String, Map<Integer, SavedResidency>> saved = new HashMap<>();
    private final Map<String, ResidencyLog> logs = new HashMap<>();
    private ManifestSearch manifests;

    /**
     * Sends no request.
     *
     * @param directory directory of the tier of the stopped node
     * @param store store of its remote pages; stays open
     */
    public ResidencyRebuild(NodeDirectory directory, ObjectStore store) {
        this.directory = directory;
        this.store = store;
    }

    /**
     * Rebuilds the residency of one partition if it does not belong to the file.
     *
     * @param isDryRun whether only to report; nothing is changed then
     * @return what was found; a refusal is a result
     * @throws IOException if the store, the file or the log failed; a rebuild that was cut off can be repeated
     */
    public RebuildReport rebuild(PartitionLocation location, PartitionFile file, PageFormat format, boolean isDryRun)
            throws IOException {
        Slot header;
        try {
            Optional<Slot> found = new PartitionHeader(file, format).read();
            if (found.isEmpty()) {
                return withoutHeader(location, file.sizeBytes() <= format.pageBytes());
            }
            header = found.get();
        } catch (DamagedException e) {
            return refused(e.getMessage() + " " + Cure.discard(location.groupName()));
        }
        Map<Integer, SavedResidency> known = saved(location);
        String mismatch = ResidencyMatch.mismatch(known.get(location.partition()), header);
        if (mismatch == null) {
            return RebuildReport.of(Outcome.INTACT, "The residency belongs to the file.");
        }
        if (isOlder(known.get(location.partition()), header)) {
            return refused("The file " + mismatch
                    + ". Its pages may be older than their remote copies: restore the newer file. If there is none: "
                    + Cure.discard(location.groupName()));
        }
        Optional<ManifestSearch.Found> found =
                manifests().find(location.group(), location.partition(), header.identity());
        if (found.isEmpty()) {
            return refused("No manifest in the store names this file. Its pages are in "
                    + header.store().uri()
                    + ": use that store. If it is lost: " + Cure.discard(location.groupName()));
        }
        return rebuild(location, file, format, header, found.get(), isDryRun);
    }

    private RebuildReport withoutHeader(PartitionLocation location, boolean isNew) throws IOException {
        String mismatch = ResidencyMatch.mismatchWithoutHeader(saved(location).get(location.partition()), isNew);
        return mismatch == null
                ? RebuildReport.of(Outcome.PLAIN, "The file has no remote pages.")
                : refused("The file " + mismatch + ". Restore the newer file. If there is none: "
                        + Cure.discard(location.groupName()));
    }

    /** Returns whether an intact residency of the same file is newer than the file. */
    private static boolean isOlder(SavedResidency known, Slot header) {
        return known != null
                && known.damage() == null
                && known.identity() == header.identity()
                && known.generation() > header.generation();
    }

    private RebuildReport rebuild(
            PartitionLocation location,
            PartitionFile file,
            PageFormat format,
            Slot header,
            ManifestSearch.Found found,
            boolean isDryRun)
            throws IOException {
        Manifest manifest = found.manifest();
        if (manifest.generation() > header.generation() + 1) {
            // A crash between manifest and header explains a difference of one.
            return refused("The manifest " + found.name() + " is of generation " + manifest.generation()
                    + ", the file of generation " + header.generation()
                    + ": its pages may be older than their remote copies. Restore the newer file. If there is none: "
                    + Cure.discard(location.groupName()));
        }
        int end = (int) (file.sizeBytes() / format.pageBytes());
        List<Manifest.Entry> entries = manifest.entries().stream()
                .sorted(Comparator.comparingLong(Manifest.Entry::generation))
                .toList();
        ObjectFooter[] footers = new ObjectFooter[entries.size()];
        int[] objectOf = new int[end];
        Arrays.fill(objectOf, -1);
        for (int object = 0; object < footers.length; object++) {
            footers[object] = ObjectFooter.read(store, manifest, entries.get(object));
            for (int page : footers[object].pages()) {
                if (page >= end) {
                    return refused("The file ends before page " + page + ", which the object "
                            + entries.get(object).object()
                            + " has: it was cut. Restore the whole file. If there is none: "
                            + Cure.discard(location.groupName()));
                }
                objectOf[page] = object;
            }
        }
        FilePages pages = new FilePages(file, format, end);
        Residency residency =
                new Residency(header.identity(), header.generation(), PageUpload.slotBits(format.pageBytes()));
        for (int object = 0; object < footers.length; object++) {
            PageObject remote = remote(entries.get(object), footers[object], object, objectOf, pages.intact);
            if (!remote.isDead()) {
                residency.add(remote, (slot, page) -> true);
            }
        }
        if (!isDryRun) {
            log(location).append(List.of(ResidencyRecord.state(location.partition(), residency)));
        }
        return report(isDryRun, found.name(), end, objectOf, pages);
    }

    /** Returns an object with the pages that are remote in it. */
    private static PageObject remote(
            Manifest.Entry entry, ObjectFooter footer, int object, int[] objectOf, BitSet intact) {
        int[] pages = footer.pages().clone();
        for (int slot = 0; slot < pages.length; slot++) {
            if (objectOf[pages[slot]] != object || intact.get(pages[slot])) {
                pages[slot] = PageObject.EMPTY;
            }
        }
        return new PageObject(entry.object(), entry.generation(), entry.footerCrc(), pages, footer.checksums());
    }

    private static RebuildReport report(boolean isDryRun, String manifest, int end, int[] objectOf, FilePages pages) {
        int remote = 0;
        int damaged = 0;
        int missing = 0;
        for (int page = 1; page < end; page++) {
            if (!pages.intact.get(page)) {
                boolean isRemote = objectOf[page] >= 0;
                remote += isRemote ? 1 : 0;
                missing += isRemote ? 0 : 1;
                damaged += isRemote && pages.unreadable.get(page) ? 1 : 0;
            }
        }
        int local = pages.intact.cardinality();
        String sentence = (isDryRun ? "Can be rebuilt" : "Rebuilt") + " from " + manifest + ": " + local
                + " pages local, " + remote + " remote, " + missing + " in neither place (never written, or lost)"
                + (damaged == 0
                        ? "."
                        : "; " + damaged + " remote pages have damaged bytes in the file, which may have been newer.");
        return new RebuildReport(
                isDryRun ? Outcome.REBUILDABLE : Outcome.REBUILT, local, remote, damaged, missing, sentence);
    }

    private static RebuildReport refused(String sentence) {
        return RebuildReport.of(Outcome.REFUSED, sentence);
    }

    private Map<Integer, SavedResidency> saved(PartitionLocation location) throws IOException {
        Map<Integer, SavedResidency> known = saved.get(location.cacheDirectory());
        if (known == null) {
            ResidencyLog log = new ResidencyLog(directory.log(location.cacheDirectory()));
            known = log.load();
            logs.put(location.cacheDirectory(), log);
            saved.put(location.cacheDirectory(), known);
        }
        return known;
    }

    private ResidencyLog log(PartitionLocation location) throws IOException {
        saved(location);
        return logs.get(location.cacheDirectory());
    }

    private ManifestSearch manifests() throws IOException {
        if (manifests == null) {
            LocalFile file = NodeSpace.ownerFile(directory);
            Namespace own = null;
            try {
                byte[] owner = file.read();
                own = owner == null ? null : LocalOwner.decode(file, owner).namespace();
            } catch (DamagedException e) {
                own = null; // all namespaces are searched
            }
            manifests = new ManifestSearch(store, own);
        }
        return manifests;
    }

    /** The pages of a file by the state of their bytes. */
    private static final class FilePages {
        private final BitSet intact = new BitSet();
        /** Pages that are neither intact nor a hole. */
        private final BitSet unreadable = new BitSet();

        FilePages(PartitionFile file, PageFormat format, int end) throws IOException {
            int pageBytes = format.pageBytes();
            int perRead = Math.max(1, READ_BYTES / pageBytes);
            ByteBuffer buffer = ByteBuffer.allocate(perRead * pageBytes);
            for (int first = 1; first < end; first += perRead) {
                int count = Math.min(perRead, end - first);
                buffer.clear().limit(count * pageBytes);
                file.read(buffer, (long) first * pageBytes);
                for (int i = 0; i < count; i++) {
                    ByteBuffer page = buffer.slice(i * pageBytes, pageBytes).order(ByteOrder.nativeOrder());
                    if (format.isIntact(first + i, page)) {
                        intact.set(first + i);
                    } else if (!isHole(page)) {
                        unreadable.set(first + i);
                    }
                }
            }
        }

        private static boolean isHole(ByteBuffer page) {
            for (int at = 0; at < page.limit(); at += Long.BYTES) {
                if (page.getLong(at) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
