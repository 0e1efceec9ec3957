package io.foreshard.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.testing.ObjectStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
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
