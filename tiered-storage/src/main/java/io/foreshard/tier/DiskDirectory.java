package io.foreshard.tier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directory of the tier of a node in a file system. Immutable and thread-safe. */
public record DiskDirectory(Path path) implements NodeDirectory {
    private static final Pattern SEGMENT = Pattern.compile("residency-(\\d+)\\.log");

    @Override
    public String nodeName() {
        return path.getFileName().toString();
    }

    @Override
    public byte[] read(String name) throws IOException {
        try {
            return Files.readAllBytes(path.resolve(name));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        Path parent = path.resolve(name).getParent();
        Files.createDirectories(parent);
        Path temporary = path.resolve(name + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, ByteBuffer.wrap(content));
            channel.force(true);
        }
        Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(parent);
    }

    @Override
    public List<String> list(String name) throws IOException {
        return directories(path.resolve(name));
    }

    @Override
    public List<String> logs() throws IOException {
        return directories(path).stream()
                .filter(directory -> !Discard.isDirectory(directory))
                .toList();
    }

    private static List<String> directories(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(parent)) {
            return directories
                    .filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public LogDirectory log(String cacheDirectory) {
        return new Log(path.resolve(cacheDirectory));
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Segments as files of one directory, which exists while it has one. */
    private record Log(Path path) implements LogDirectory {
        @Override
        public List<Integer> segments() throws IOException {
            if (!Files.isDirectory(path)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(path)) {
                return files.map(file -> SEGMENT.matcher(file.getFileName().toString()))
                        .filter(Matcher::matches)
                        .map(name -> Integer.valueOf(name.group(1)))
                        .sorted()
                        .toList();
            }
        }

        private Path file(int number) {
            return path.resolve("residency-" + number + ".log");
        }

        @Override
        public Segment create(int number) throws IOException {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                force(path.getParent());
            }
            FileChannel channel =
                    FileChannel.open(file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                force(path);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new DiskSegment(channel);
        }

        @Override
        public long bytes(int number) throws IOException {
            return Files.size(file(number));
        }

        @Override
        public InputStream read(int number) throws IOException {
            return Files.newInputStream(file(number));
        }

        @Override
        public void delete(int number) throws IOException {
            if (!Files.deleteIfExists(file(number))) {
                return;
            }
            try (Stream<Path> files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    force(path);
                    return;
                }
            }
            Files.deleteIfExists(path);
            force(path.getParent());
        }
    }

    private record DiskSegment(FileChannel channel) implements LogDirectory.Segment {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            write(channel, bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // The bytes that must be durable were forced.
            }
        }
    }
}
