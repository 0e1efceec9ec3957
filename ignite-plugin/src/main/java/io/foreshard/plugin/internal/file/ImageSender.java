package io.foreshard.plugin.internal.file;

import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.ImageFile;
import io.foreshard.tier.ImageTarget;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.binary.BinaryType;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.MarshallerContextImpl;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.processors.cache.persistence.partstate.GroupPartitionId;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotSender;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.marshaller.MappedName;

/** Passes the files of Ignite's snapshot task to an image. Thread-safe. */
final class ImageSender extends SnapshotSender {
    private final GridKernalContext context;
    private final ImageTarget target;
    private final Path temporary;
    private final Set<GroupPartitionId> sent = ConcurrentHashMap.newKeySet();
    private volatile boolean isBegun;

    /** @param temporary directory for small files, which the caller deletes */
    ImageSender(GridKernalContext context, ImageTarget target, Executor executor, Path temporary) {
        super(context.log(ImageSender.class), executor);
        this.context = context;
        this.target = target;
        this.temporary = temporary;
    }

    /** Returns whether the checkpoint of the image has begun. */
    boolean isBegun() {
        return isBegun;
    }

    /** Returns the page files that were sent. */
    Set<GroupPartitionId> sent() {
        return sent;
    }

    @Override
    protected void init(int files) {
        isBegun = true;
    }

    @Override
    protected void sendPart0(File part, String cacheDirectory, GroupPartitionId place, Long length) {
        if (length == 0) {
            return;
        }
        try (DiskPartitionFile file = DiskPartitionFile.readOnly(part.toPath())) {
            target.pages(imageFile(cacheDirectory, place), file, length);
            sent.add(place);
        } catch (IOException e) {
            throw new IgniteException(e);
        }
    }

    @Override
    protected void sendDelta0(File delta, String cacheDirectory, GroupPartitionId place) {
        int pageBytes = context.config().getDataStorageConfiguration().getPageSize();
        try (FileChannel channel = FileChannel.open(delta.toPath())) {
            target.overwritten(
                    imageFile(cacheDirectory, place), (int) (channel.size() / pageBytes), page -> next(channel, page));
        } catch (IOException e) {
            throw new IgniteException(e);
        }
    }

    private static int next(FileChannel channel, ByteBuffer page) throws IOException {
        int start = page.position();
        while (page.hasRemaining()) {
            if (channel.read(page) < 0) {
                return -1;
            }
        }
        ByteBuffer content = page.slice(start, page.position() - start).order(ByteOrder.nativeOrder());
        return PageIdUtils.pageIndex(PageIO.getPageId(content)) + 1; // page 0 of the file is its header
    }

    private static ImageFile imageFile(String cacheDirectory, GroupPartitionId place) {
        String name = FilePageStoreManager.getPartitionFileName(place.getPartitionId());
        return new ImageFile(cacheDirectory, name, place.getGroupId(), place.getPartitionId());
    }

    @Override
    protected void sendCacheConfig0(File configuration, String cacheDirectory) {
        try {
            send(RecreatedDisk.NODE + cacheDirectory + "/" + configuration.getName(), configuration.toPath());
        } catch (IOException e) {
            throw new IgniteException(e);
        }
    }

    @Override
    protected void sendMarshallerMeta0(List<Map<Integer, MappedName>> mappings) {
        try {
            Path directory = Files.createDirectories(temporary.resolve("mappings"));
            MarshallerContextImpl.saveMappings(context, mappings, directory.toFile());
            sendAll(directory);
        } catch (IOException | IgniteCheckedException e) {
            throw new IgniteException(e);
        }
    }

    @Override
    protected void sendBinaryMeta0(Collection<BinaryType> types) {
        try {
            Path directory = Files.createDirectories(temporary.resolve("types"));
            context.cacheObjects().saveMetadata(types, directory.toFile());
            sendAll(directory);
        } catch (IOException e) {
            throw new IgniteException(e);
        }
    }

    /** Sends all files below a directory that is laid out as the work directory. */
    private void sendAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = directory.relativize(file).toString().replace(File.separatorChar, '/');
                send(RecreatedDisk.WORK + path, file);
            }
        }
    }

    private void send(String path, Path file) throws IOException {
        target.file(path, ByteBuffer.wrap(Files.readAllBytes(file)));
    }
}
