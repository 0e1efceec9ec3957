package io.foreshard.plugin.internal.file;

import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.ImageDisk;
import io.foreshard.tier.ImageFile;
import io.foreshard.tier.PageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The disk of a node on which an image is written: page files and cache configurations below a directory that is not the node's yet, types and class names
 * below the work directory. Thread-safe.
 */
final class RecreatedDisk implements ImageDisk {
    /** Begin of the path of a file below the persistence directory of the node. */
    static final String NODE = "node/";
    /** Begin of the path of a file below the work directory. */
    static final String WORK = "work/";

    private final Path node;
    private final Path work;

    /**
     * @param node directory that becomes the persistence directory of the node
     * @param work work directory of the node
     */
    RecreatedDisk(Path node, Path work) {
        this.node = node;
        this.work = work;
    }

    @Override
    public PageFormat format(int pageBytes) {
        return new IgnitePageFormat(pageBytes);
    }

    @Override
    public OpenFile create(ImageFile file) throws IOException {
        Path path = below(node, file.cacheDirectory() + "/" + file.name());
        Files.createDirectories(path.getParent());
        return DiskPartitionFile.create(path);
    }

    @Override
    public void file(String path, ByteBuffer content) throws IOException {
        Path target = path.startsWith(NODE)
                ? below(node, path.substring(NODE.length()))
                : below(work, path.substring(WORK.length()));
        Files.createDirectories(target.getParent());
        Path temporary = target.resolveSibling(target.getFileName() + ".recreated");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (!path.startsWith(NODE)) { // the directories of the node are forced when they get their final name
            for (Path parent = target.getParent(); parent.startsWith(work); parent = parent.getParent()) {
                LostNode.force(parent);
            }
        }
    }

    private static Path below(Path directory, String path) throws IOException {
        Path target = directory.resolve(path).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("The image has a file outside the directory of the node.");
        }
        return target;
    }
}
