package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.tier.ImageManifest.PageFile;
import io.foreshard.tier.OwnerObjects.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * The recreation of a lost disk from its image in the store.
 *
 * <p>Order: read and verify every object and write the files; write the residencies; claim the namespace, so that a process on the old disk is fenced;
 * replace the manifests of the partitions by those of the image. A recreation that was cut off is repeated from its begin. Not thread-safe.
 */
public final class ImageRecreation {
    private final ObjectStore store;
    private final String storeUri;
    private final Clock clock;
    private final ImageStore images;
    private final OwnerObjects owners;

    /**
     * Sends no request.
     *
     * @param store store of the image and of the remote pages; stays open
     * @param storeUri URI of the store without options: partition files name it
     */
    public ImageRecreation(ObjectStore store, String storeUri, Clock clock) {
        this.store = store;
        this.storeUri = storeUri;
        this.clock = clock;
        images = new ImageStore(store);
        owners = new OwnerObjects(store);
    }

    /** Is told of each file that was written. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A page file is on the disk.
         *
         * @param done files written
         * @param all files of the image
         */
        void written(ImageFile file, int done, int all);
    }

    /**
     * Returns the images in the store; lists the names of all objects.
     *
     * @param folder folder of a node; null for all nodes
     * @throws IOException if the store failed, or a manifest or token is damaged
     */
    public List<StoredImage> find(String folder) throws IOException {
        Set<String> namespaces = new TreeSet<>();
        store.forEach(Namespace.ALL + (folder == null ? "" : folder + "-"), object -> Namespace.of(object.name())
                .filter(namespace -> object.name().equals(namespace.image()))
                .ifPresent(namespace -> namespaces.add(namespace.toString())));
        List<StoredImage> found = new ArrayList<>();
        for (String name : namespaces) {
            Namespace namespace = Namespace.of(name).orElseThrow();
            Optional<ImageManifest> manifest = images.read(namespace);
            if (manifest.isPresent() && (folder == null || folder.equals(namespace.node()))) {
                found.add(describe(namespace, manifest.get()));
            }
        }
        return found;
    }

    private StoredImage describe(Namespace namespace, ImageManifest manifest) throws IOException {
        return new StoredImage(
                namespace.toString(),
                manifest.folder(),
                manifest.consistentId(),
                manifest.clusterId(),
                manifest.begun(),
                token(namespace).seenAt(),
                manifest.files().size(),
                manifest.pages(),
                manifest.references().size());
    }

    private OwnerToken token(Namespace namespace) throws IOException {
        return owners.read(namespace)
                .map(Found::token)
                .orElseThrow(() -> new IOException("The store has no token " + namespace.owner()
                        + ": the image is not of this store, or the store was emptied."));
    }

    /**
     * Writes an image to an empty disk and takes over its namespace; the files are durable when the method returns.
     *
     * @param directory directory of the tier of the node; residencies in it are replaced
     * @param executor reads and writes the page files, one task for each; after a failure tasks may still run
     * @return pages that are remote
     * @throws DamagedException if an object of the image is damaged or missing; its name is in the message, and nothing was taken over
     * @throws IOException if the store or the disk failed; the recreation can be repeated on an empty disk
     * @throws InterruptedException if the thread is interrupted; nothing was taken over
     */
    public long recreate(
            StoredImage image, NodeDirectory directory, ImageDisk disk, Executor executor, Progress progress)
            throws IOException, InterruptedException {
        Namespace namespace = Namespace.of(image.namespace()).orElseThrow();
        ImageManifest manifest = images.read(namespace)
                .orElseThrow(() -> new IOException("The image " + namespace.image() + " was deleted."));
        if (token(namespace).state() == OwnerToken.State.DELETED) {
            throw new IOException("A collector has begun to delete the objects of " + namespace
                    + ", because its node had left the baseline: the image cannot be used.");
        }
        checkReferences(manifest);
        NodeName name = new NodeName(manifest.folder(), manifest.consistentId(), manifest.clusterId());
        NodeSpace space =
                new NodeSpace(directory, store, storeUri, () -> name, clock, UUID::randomUUID, TierListener.NONE);
        ImageReader reader = new ImageReader(store, manifest, disk, space.identity());
        Map<String, List<ResidencyRecord>> records = new TreeMap<>();
        List<Manifest> manifests = new ArrayList<>();
        long remotePages = 0;
        List<Residency> residencies = read(reader, manifest, executor, progress);
        for (int i = 0; i < residencies.size(); i++) {
            PageFile file = manifest.files().get(i);
            Residency residency = residencies.get(i);
            if (residency != null) {
                remotePages += residency.remotePages();
                records.computeIfAbsent(file.file().cacheDirectory(), unused -> new ArrayList<>())
                        .add(ResidencyRecord.state(file.file().partition(), residency));
                manifests.add(manifestOf(file, residency, manifest.pageBytes()));
            }
        }
        writeLogs(directory, records);
        takeOver(namespace, manifest, directory, space);
        replaceManifests(manifests, space.ownership());
        return remotePages;
    }

    /** Writes all page files; returns the residency of each, null if it has no remote page. */
    private static List<Residency> read(
            ImageReader reader, ImageManifest manifest, Executor executor, Progress progress)
            throws IOException, InterruptedException {
        reader.readBundles();
        List<FutureTask<Residency>> tasks = new ArrayList<>();
        List<Residency> residencies = new ArrayList<>();
        try {
            for (PageFile file : manifest.files()) {
                FutureTask<Residency> task = new FutureTask<>(() -> reader.read(file));
                tasks.add(task);
                executor.execute(task);
            }
            for (FutureTask<Residency> task : tasks) {
                residencies.add(task.get());
                ImageFile file = manifest.files().get(residencies.size() - 1).file();
                progress.written(file, residencies.size(), tasks.size());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
        return residencies;
    }

    /** Fails if an object of the tier that the image needs is missing. */
    private void checkReferences(ImageManifest manifest) throws IOException {
        Set<String> missing = new LinkedHashSet<>(manifest.references());
        for (Namespace namespace : namespaces(missing)) {
            store.forEach(namespace.groups(), object -> missing.remove(object.name()));
        }
        if (!missing.isEmpty()) {
            throw new DamagedException(missing.size() + " objects that the image needs are missing, the first one is "
                    + missing.iterator().next() + ".");
        }
    }

    private static Set<Namespace> namespaces(Set<String> objects) {
        Set<Namespace> namespaces = new HashSet<>();
        objects.forEach(object -> Namespace.of(object).ifPresent(namespaces::add));
        return namespaces;
    }

    private static Manifest manifestOf(PageFile file, Residency residency, int pageBytes) {
        List<Manifest.Entry> entries = residency.objects().stream()
                .map(object ->
                        new Manifest.Entry(object.name(), object.slots(), object.generation(), object.footerCrc()))
                .distinct()
                .toList();
        return new Manifest(
                file.file().group(),
                file.file().partition(),
                residency.identity(),
                residency.generation(),
                0,
                new UUID(0, 0),
                pageBytes,
                entries);
    }

    private static void writeLogs(NodeDirectory directory, Map<String, List<ResidencyRecord>> records)
            throws IOException {
        for (String cacheDirectory : directory.logs()) {
            LogDirectory log = directory.log(cacheDirectory);
            for (int segment : log.segments()) {
                log.delete(segment);
            }
        }
        for (Map.Entry<String, List<ResidencyRecord>> group : records.entrySet()) {
            ResidencyLog log = new ResidencyLog(directory.log(group.getKey()));
            for (ResidencyRecord record : group.getValue()) {
                log.append(List.of(record));
            }
            log.endSegment();
        }
    }

    /** Continues the namespace as a restart of its node would: with the next epoch. */
    private void takeOver(Namespace namespace, ImageManifest manifest, NodeDirectory directory, NodeSpace space)
            throws IOException {
        OwnerToken token = token(namespace);
        Set<Namespace> held = namespaces(manifest.references());
        held.remove(namespace);
        NodeSpace.ownerFile(directory)
                .replace(new LocalOwner(namespace, token.epoch(), token.session(), null, List.copyOf(held)).encode());
        space.own();
    }

    private void replaceManifests(List<Manifest> manifests, Ownership ownership) throws IOException {
        Claim claim = ownership.owned().orElseThrow(() -> new IOException("The namespace was not claimed."));
        for (Manifest manifest : manifests) {
            if (!ownership.check()) {
                throw new ForeignWriterException(
                        claim.namespace()
                                + " was claimed by another process while the disk was recreated: is the node running elsewhere?");
            }
            String name = claim.namespace().manifest(manifest.group(), manifest.partition());
            store.replace(
                    name,
                    ByteBuffer.wrap(manifest.by(claim.epoch(), claim.session()).encode()),
                    version(name));
        }
    }

    /** Returns the version of an object; null if there is none. */
    private String version(String name) throws ObjectStoreException {
        try {
            return store.read(name).version();
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
