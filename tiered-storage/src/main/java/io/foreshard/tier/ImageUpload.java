package io.foreshard.tier;

import io.foreshard.tier.ImageManifest.PageFile;
import io.foreshard.tier.ImageManifest.PagesObject;
import io.foreshard.tier.ImageManifest.Reference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One image of a node's disk in progress: uploads page files and small files as objects that nothing names until {@link #manifest} is published.
 *
 * <p>Of a tiered partition it uploads the pages that are local; the others are remote in the residency that it saves. It buffers one object for each page
 * file that is passed at the same time. Thread-safe.
 */
final class ImageUpload implements ImageTarget {
    private final Id id;
    private final int pageBytes;
    private final VerifiedPuts puts;
    private final NodeReferences partitions;
    private final ImageReferences references;
    private final Runnable begin;
    private final ImageBundles bundles;
    private final AtomicLong ordinal = new AtomicLong();
    private final Map<ImageFile, Uploaded> files = new ConcurrentHashMap<>();
    private final Set<ImageManifest.Sized> objects = ConcurrentHashMap.newKeySet();

    /**
     * What distinguishes an image.
     *
     * @param claim owner that uploads it
     * @param number number among the images of its session
     * @param identity random number, not 0
     * @param begun time before its checkpoint
     * @param node names of the node
     */
    record Id(Claim claim, long number, long identity, Instant begun, NodeName node) {
        String prefix() {
            return claim.namespace().image(claim.epoch(), number);
        }
    }

    /** A page file whose pages are uploaded. */
    private record Uploaded(int pages, boolean isTiered, List<PagesObject> objects, List<Reference> references) {}

    /**
     * @param references told of the tier's objects that the image needs
     * @param begin makes the partitions remember overwritten copies from now on
     */
    ImageUpload(
            Id id,
            int pageBytes,
            VerifiedPuts puts,
            NodeReferences partitions,
            ImageReferences references,
            Runnable begin) {
        this.id = id;
        this.pageBytes = pageBytes;
        this.puts = puts;
        this.partitions = partitions;
        this.references = references;
        this.begin = begin;
        bundles = new ImageBundles(this::put);
    }

    @Override
    public void begin() {
        begin.run();
    }

    @Override
    public void pages(ImageFile file, PartitionFile content, long bytes) throws IOException {
        int pages = (int) (bytes / pageBytes);
        if (pages == 0) {
            return;
        }
        Optional<TieredPartition> tiered = partitions.partition(file.group(), file.partition());
        if (tiered.isEmpty()) {
            files.put(file, new Uploaded(pages, false, local(file, content, pages, null), List.of()));
            return;
        }
        tiered.get().image(table -> {
            Residency residency = table.imageCopy();
            List<Reference> needed = residency.objects().stream()
                    .map(object -> new Reference(object.name(), object.slots()))
                    .distinct()
                    .sorted(Comparator.comparing(Reference::object))
                    .toList();
            references.hold(needed.stream().map(Reference::object).toList());
            table.endImage();
            List<PagesObject> local = local(file, content, pages, residency);
            if (!needed.isEmpty()) {
                ByteBuffer state =
                        ResidencyRecord.state(file.partition(), residency).encodedState();
                bundles.add(ImageBundles.Kind.RESIDENCY, file.cacheDirectory(), state);
            }
            files.put(file, new Uploaded(pages, true, local, needed));
        });
    }

    /** @param residency null if all pages are local */
    private List<PagesObject> local(ImageFile file, PartitionFile content, int pages, Residency residency)
            throws IOException {
        int[] next = {0};
        return upload(file, pages, page -> {
            while (next[0] < pages && residency != null && residency.state(next[0]) != PageState.LOCAL) {
                next[0]++;
            }
            if (next[0] == pages) {
                return -1;
            }
            content.read(page, (long) next[0] * pageBytes);
            return next[0]++;
        });
    }

    @Override
    public void overwritten(ImageFile file, int maxPages, Pages pages) throws IOException {
        Uploaded before = files.get(file);
        if (before == null && maxPages == 0) {
            return;
        }
        if (before == null) {
            throw new IOException("The file " + file + " was created while the image was taken; take it again.");
        }
        int[] end = {before.pages()};
        List<PagesObject> all = new ArrayList<>(before.objects());
        all.addAll(upload(file, maxPages, page -> {
            int number = pages.next(page);
            end[0] = Math.max(end[0], number + 1);
            return number;
        }));
        files.put(file, new Uploaded(end[0], before.isTiered(), all, before.references()));
    }

    @Override
    public void file(String path, ByteBuffer content) throws IOException {
        bundles.add(ImageBundles.Kind.FILE, path, content);
    }

    private List<PagesObject> upload(ImageFile file, int maxPages, Pages pages) throws IOException {
        List<PagesObject> uploaded = new ArrayList<>();
        ByteBuffer page = ByteBuffer.allocate(pageBytes).order(ByteOrder.nativeOrder());
        ObjectBuffer buffer = null;
        for (int number = pages.next(page); number >= 0; number = pages.next(page.clear())) {
            if (buffer == null) {
                buffer = new ObjectBuffer(
                        new PageChecksum(file.group(), file.partition()),
                        pageBytes,
                        TransferSizes.MAX_OBJECT_BYTES,
                        maxPages);
            }
            buffer.add(id.number(), number, page.flip());
            if (!buffer.hasRoom(1)) {
                uploaded.add(put(buffer));
            }
        }
        if (buffer != null && !buffer.isEmpty()) {
            uploaded.add(put(buffer));
        }
        return uploaded;
    }

    private PagesObject put(ObjectBuffer buffer) throws IOException {
        ObjectBuffer.Content content = buffer.finish(id.identity(), id.number());
        return new PagesObject(
                put(content.bytes(), content.footerBytes()), content.pages().length, content.footerCrc());
    }

    private long put(ByteBuffer content, int footerBytes) throws IOException {
        long number = ordinal.incrementAndGet();
        objects.add(new ImageManifest.Sized(id.prefix() + number, content.remaining()));
        puts.put(id.prefix() + number, content, footerBytes);
        return number;
    }

    /** Returns the objects of which some or all are in the store. */
    Set<ImageManifest.Sized> objects() {
        return objects;
    }

    /** Uploads the rest and returns the manifest; to be called when the database has passed all files. */
    ImageManifest manifest() throws IOException {
        List<PageFile> pageFiles = new ArrayList<>();
        files.forEach((file, uploaded) -> pageFiles.add(
                new PageFile(file, uploaded.pages(), uploaded.isTiered(), uploaded.objects(), uploaded.references())));
        pageFiles.sort(Comparator.comparing(one -> one.file().toString()));
        Claim claim = id.claim();
        return new ImageManifest(
                id.prefix(),
                id.number(),
                id.identity(),
                claim.epoch(),
                claim.session(),
                id.begun(),
                id.node().folder(),
                id.node().consistentId(),
                id.node().clusterId(),
                pageBytes,
                pageFiles,
                bundles.finish());
    }
}
