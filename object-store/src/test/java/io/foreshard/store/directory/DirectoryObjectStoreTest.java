package io.foreshard.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.testing.ObjectStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryObjectStoreTest extends ObjectStoreContract {
    private static final int INCREMENTS = 20;
    private static final int SECONDS = 100;

    @TempDir
    Path directory;

    @Override
    protected ObjectStore open() throws Exception {
        return new DirectoryObjectStore(directory.resolve("store"));
    }

    @Test
    void replace_twoStoresOfOneJvm_losesNoIncrement() throws Exception {
        ObjectStore other = open();
        store.replace("counter", bytes("0"), null);

        CompletableFuture<Void> second = new CompletableFuture<>();
        new Thread(() -> complete(second, other)).start();
        incrementInThreads(store);
        second.get(SECONDS, TimeUnit.SECONDS);

        assertThat(text(store.read("counter").content())).isEqualTo(String.valueOf(2 * THREADS * INCREMENTS));
    }

    @Test
    void replace_twoProcesses_losesNoIncrement() throws Exception {
        store.replace("counter", bytes("0"), null);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SecondProcess.class.getName(),
                        directory.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            incrementInThreads(store);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(text(store.read("counter").content())).isEqualTo(String.valueOf(2 * THREADS * INCREMENTS));
    }

    @Test
    void list_directoryBehindSymbolicLink_returnsNames() throws Exception {
        Path target = Files.createDirectory(directory.resolve("target"));
        ObjectStore linked = new DirectoryObjectStore(Files.createSymbolicLink(directory.resolve("link"), target));
        linked.put("object", bytes("content"));

        assertThat(linked.list("")).containsExactly("object");
    }

    @Test
    void list_temporaryFileOfKilledWriter_isNotListed() throws Exception {
        store.put("part-1/object", bytes("content"));
        Files.writeString(directory.resolve("store").resolve("part-1").resolve(".tmp-1"), "half");

        assertThat(store.list("")).containsExactly("part-1/object");
    }

    @Test
    void deleteUnfinished_temporaryFiles_deletesOldOnesOnly() throws Exception {
        store.put("part-1/object", bytes("content"));
        Path folder = directory.resolve("store").resolve("part-1");
        Path old = Files.writeString(folder.resolve(".tmp-1"), "half");
        Path young = Files.writeString(folder.resolve(".tmp-2"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.setLastModifiedTime(folder.resolve("object"), FileTime.fromMillis(0));

        assertThat(store.deleteUnfinished(Duration.ofHours(1))).isEqualTo(1);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(store.list("")).containsExactly("part-1/object");
    }

    /** Names that sort differently with and without the slash of a folder, at the ends of pages. */
    @Test
    void listPage_moreObjectsThanOnePage_listsEachOnce() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String folder : List.of("a", "a-b", "a.b", "b/c", "b/c-d", "z")) {
            Files.createDirectories(directory.resolve("store").resolve(folder));
            for (int i = 0; i < 10_001; i++) {
                String name = folder + "/" + i + (i % 2 == 0 ? "" : "-x");
                Files.createFile(directory.resolve("store").resolve(name));
                expected.add(name);
            }
        }
        List<String> listed = new ArrayList<>();

        store.forEach("", object -> listed.add(object.name()));

        assertThat(listed).hasSameSizeAs(expected);
        assertThat(new TreeSet<>(listed)).isEqualTo(expected);
        assertThat(store.listPage("", null).objects()).hasSize(DirectoryListing.PAGE_OBJECTS);
        assertThat(store.list("a-b/100")).hasSize(12);
        assertThat(store.list("b/c-")).hasSize(10_001);
    }

    @Test
    void listPage_lastObjectOfPageDeleted_continuesAfterIt() throws Exception {
        for (int i = 0; i < DirectoryListing.PAGE_OBJECTS + 5; i++) {
            Files.createFile(directory.resolve("store").resolve("o" + (100_000 + i)));
        }
        ListedPage first = store.listPage("o", null);
        store.delete(List.of(first.next()));

        assertThat(store.listPage("o", first.next()).objects()).hasSize(5);
    }

    @Test
    void open_absolutePath_createsDirectory() throws Exception {
        Path path = directory.resolve("a b").resolve("c%20d");
        ObjectStores.open("dir:" + path, StoreOptions.none()).put("object", bytes("content"));

        assertThat(path.resolve("object")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dir:",
                "dir:relative/secret",
                "dir:./secret",
                "dir://secret/path",
                "dir:/secret?firstByteMillis=30",
                "dir:/secret#fragment",
                "dir:/secret\0"
            })
    void open_invalidUri_isRefusedWithCureAndWithoutRepeatingIt(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectStores.open(uri, StoreOptions.none()))
                .withMessageContaining("storeUri")
                .withMessageMatching(".*(use dir:/absolute/path|remove '\\?').*")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        assertThat(Path.of("relative")).doesNotExist();
    }

    private static void complete(CompletableFuture<Void> done, ObjectStore store) {
        try {
            incrementInThreads(store);
            done.complete(null);
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    private static void incrementInThreads(ObjectStore store) throws Exception {
        inThreads(thread -> {
            for (int i = 0; i < INCREMENTS; i++) {
                increment(store, "counter");
            }
            return null;
        });
    }

    /** The other writer of {@link #replace_twoProcesses_losesNoIncrement}. */
    static final class SecondProcess {
        private SecondProcess() {}

        /** Argument: the directory of the store. */
        public static void main(String[] arguments) throws Exception {
            ObjectStore store = new DirectoryObjectStore(Path.of(arguments[0]));
            incrementInThreads(store);
        }
    }
}
