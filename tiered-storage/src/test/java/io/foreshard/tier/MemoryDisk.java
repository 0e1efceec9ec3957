package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** An empty disk in memory. Not thread-safe. */
final class MemoryDisk implements ImageDisk {
    private final Map<String, MemoryFile> files = new TreeMap<>();
    private final Map<String, byte[]> small = new TreeMap<>();

    MemoryFile file(String cacheDirectory, String name) {
        return files.get(cacheDirectory + "/" + name);
    }

    byte[] small(String path) {
        return small.get(path);
    }

    @Override
    public PageFormat format(int pageBytes) {
        return TestPages.FORMAT;
    }

    @Override
    public OpenFile create(ImageFile file) throws IOException {
        MemoryFile created = new MemoryFile();
        if (files.putIfAbsent(file.toString(), created) != null) {
            throw new IOException("The file " + file + " exists.");
        }
        return new OpenFile() {
            @Override
            public long sizeBytes() {
                return created.sizeBytes();
            }

            @Override
            public long allocatedBytes() {
                return created.allocatedBytes();
            }

            @Override
            public long modifiedMillis() {
                return created.modifiedMillis();
            }

            @Override
            public void read(ByteBuffer buffer, long position) throws IOException {
                created.read(buffer, position);
            }

            @Override
            public void write(ByteBuffer buffer, long position) throws IOException {
                created.write(buffer, position);
            }

            @Override
            public void force() throws IOException {
                created.force();
            }

            @Override
            public void punch(long position, long length) {
                created.punch(position, length);
            }

            @Override
            public void close() {
                created.crash(); // what was not forced is lost
            }
        };
    }

    @Override
    public void file(String path, ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        small.put(path, bytes);
    }
}
