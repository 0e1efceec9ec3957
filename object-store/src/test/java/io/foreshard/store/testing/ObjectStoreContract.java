package io.foreshard.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of {@link io.foreshard.store.ObjectStore} as tests. To check a store, extend this class and return an empty store from {@link #open}:
 *
 * <pre>{@code
 * class MyStoreTest extends ObjectStoreContract {
 *     @Override
 *     protected ObjectStore open() {
 *         return new MyStore(..);
 *     }
 * }
 * }</pre>
 *
 * <p>It needs JUnit 5 and AssertJ. No test takes longer than some seconds on a store that answers in 10 ms.
 */
public abstract class ObjectStoreContract extends ObjectStoreFixture {
    private static final int INCREMENTS = 5;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    @Test
    void get_anyRange_returnsThatRange() throws Exception {
        store.put("part-1/object", bytes("0123456789"));

        assertThat(text(store.get("part-1/object", 0, 10))).isEqualTo("0123456789");
        assertThat(text(store.get("part-1/object", 3, 4))).isEqualTo("3456");
        assertThat(text(store.get("part-1/object", 9, 1))).isEqualTo("9");
        assertThat(store.get("part-1/object", 4, 0).remaining()).isZero();
        assertThat(text(store.read("part-1/object").content())).isEqualTo("0123456789");
    }

    @Test
    void put_partOfBuffer_storesRemainingBytes() throws Exception {
        ByteBuffer part = bytes("<content>").position(1).limit(8).slice();
        ByteBuffer direct = ByteBuffer.allocateDirect(7).put(part.duplicate()).flip();

        store.put("part", part);
        store.put("direct", direct);
        store.put("readOnly", part.asReadOnlyBuffer());

        assertThat(List.of("part", "direct", "readOnly"))
                .allSatisfy(name -> assertThat(text(store.read(name).content())).isEqualTo("content"));
        assertThat(part.remaining()).isEqualTo(7);
        assertThat(direct.remaining()).isEqualTo(7);
    }

    @Test
    void get_largeObject_returnsContent() throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);

        store.put("large", ByteBuffer.wrap(content));

        assertThat(store.get("large", 1 << 20, 1 << 20)).isEqualTo(ByteBuffer.wrap(content, 1 << 20, 1 << 20));
        assertThat(store.read("large").content()).isEqualTo(ByteBuffer.wrap(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "first"})
    void put_nameTaken_failsAndKeepsObject(String content) throws Exception {
        store.put("object", bytes("first"));
        String version = store.read("object").version();

        assertFails(Reason.ALREADY_EXISTS, "object", () -> store.put("object", bytes(content)));

        assertThat(text(store.read("object").content())).isEqualTo("first");
        assertThat(store.read("object").version()).isEqualTo(version);
    }

    @Test
    void read_missing_isNotFound() {
        assertFails(Reason.NOT_FOUND, "absent", () -> store.get("absent", 0, 1));
        assertFails(Reason.NOT_FOUND, "absent", () -> store.get("absent", 0, 0));
        assertFails(Reason.NOT_FOUND, "absent", () -> store.read("absent"));
    }

    @Test
    void allCalls_nameOfFolder_findNoObject() throws Exception {
        store.put("part-1/object", bytes("content"));

        assertFails(Reason.NOT_FOUND, "part-1", () -> store.get("part-1", 0, 1));
        assertFails(Reason.NOT_FOUND, "part-1", () -> store.read("part-1"));
        assertFails(Reason.NOT_FOUND, "part-1/object/x", () -> store.read("part-1/object/x"));
        store.delete(List.of("part-1", "part-1/object/x"));
        assertThat(store.list("")).containsExactly("part-1/object");
    }

    @Test
    void read_bufferChangedByCaller_returnsStoredContent() throws Exception {
        ByteBuffer written = bytes("content");
        store.put("object", written);
        written.put(0, (byte) 'X');
        store.read("object").content().put(0, (byte) 'Y');
        store.get("object", 0, 7).put(0, (byte) 'Z');

        assertThat(text(store.read("object").content())).isEqualTo("content");
        assertThat(text(store.get("object", 0, 7))).isEqualTo("content");
    }

    @Test
    void get_rangePastEnd_isCorrupt() throws Exception {
        store.put("object", bytes("0123456789"));

        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 0, 11));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 9, 2));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 10, 1));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 1L << 40, 4));
    }

    @Test
    void put_emptyObject_isStored() throws Exception {
        store.put("empty", bytes(""));

        assertThat(store.read("empty").content().remaining()).isZero();
        assertThat(store.get("empty", 0, 0).remaining()).isZero();
        assertFails(Reason.CORRUPT, "empty", () -> store.get("empty", 0, 1));
        assertThat(store.list("")).containsExactly("empty");
        assertFails(Reason.ALREADY_EXISTS, "empty", () -> store.put("empty", bytes("")));
    }

    @Test
    void replace_otherVersion_isConflict() throws Exception {
        String first = store.replace("manifest", bytes("one"), null);
        assertThat(store.read("manifest").version()).isEqualTo(first);

        String second = store.replace("manifest", bytes("two"), first);

        assertFails(Reason.CONFLICT, "manifest", () -> store.replace("manifest", bytes("three"), first));
        assertFails(Reason.CONFLICT, "manifest", () -> store.replace("manifest", bytes("three"), null));
        assertFails(Reason.CONFLICT, "absent", () -> store.replace("absent", bytes("three"), second));
        assertThat(store.read("manifest")).isEqualTo(new VersionedObject(bytes("two"), second));
        assertThat(store.list("")).containsExactly("manifest");
    }

    @Test
    void replace_concurrent_oneSucceeds() throws Exception {
        String version = null;
        for (int round = 0; round < 5; round++) {
            String expected = version;
            String start = "round " + round + " thread ";

            List<String> won = race(
                    Reason.CONFLICT,
                    thread -> store.replace("manifest", bytes(start + thread), expected) + "=" + start + thread);

            VersionedObject found = store.read("manifest");
            assertThat(won).containsExactly(found.version() + "=" + text(found.content()));
            version = found.version();
        }
    }

    @Test
    void replace_concurrentIncrements_losesNone() throws Exception {
        String first = store.replace("counter", bytes("0"), null);
        assertThat(first).isEqualTo(store.read("counter").version());

        inThreads(thread -> {
            for (int i = 0; i < INCREMENTS; i++) {
                increment(store, "counter");
            }
            return null;
        });

        assertThat(text(store.read("counter").content())).isEqualTo(String.valueOf(THREADS * INCREMENTS));
    }

    @Test
    void put_concurrent_oneSucceeds() throws Exception {
        List<String> won = race(Reason.ALREADY_EXISTS, thread -> {
            store.put("object", bytes("thread " + thread));
            return "thread " + thread;
        });

        assertThat(won).containsExactly(text(store.read("object").content()));
    }

    @Test
    void delete_missing_isIgnored() throws Exception {
        store.put("part-1/a", bytes("a"));
        store.put("part-1/b", bytes("b"));

        store.delete(List.of());
        store.delete(List.of("part-1/absent", "part-1/a", "absent/too"));
        store.delete(List.of("part-1/a"));

        assertThat(store.list("")).containsExactly("part-1/b");
        assertFails(Reason.NOT_FOUND, "part-1/a", () -> store.read("part-1/a"));
        store.put("part-1/a", bytes("again"));
        assertThat(text(store.read("part-1/a").content())).isEqualTo("again");
    }

    @Test
    void list_prefix_returnsNamesThatStartWithIt() throws Exception {
        List<String> names = List.of("group-a/part-1/x", "group-a/part-10/x", "group-a/part-10/y", "group-b/z", "x");
        for (String name : names) {
            store.put(name, bytes(name));
        }

        assertThat(store.list("")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(store.list("group-a/part-10/")).containsExactlyInAnyOrder("group-a/part-10/x", "group-a/part-10/y");
        assertThat(store.list("group-a/part-1")).hasSize(3);
        assertThat(store.list("x")).containsExactly("x");
        assertThat(store.list("nothing")).isEmpty();
    }

    @Test
    void listPage_objects_haveSizeAndTimeOfWrite() throws Exception {
        Instant before = Instant.now();
        store.put("part-1/seven", bytes("content"));
        store.put("part-2/empty", bytes(""));

        List<ListedObject> objects = store.listPage("part-1/", null).objects();

        assertThat(objects).hasSize(1);
        assertThat(objects.get(0).name()).isEqualTo("part-1/seven");
        assertThat(objects.get(0).bytes()).isEqualTo(7);
        assertThat(Instant.ofEpochMilli(objects.get(0).modifiedMillis()))
                .isBetween(before.minus(CLOCK_SKEW), Instant.now().plus(CLOCK_SKEW));
        assertThat(store.listPage("part-3/", null)).isEqualTo(new ListedPage(List.of(), null));
    }

    @Test
    void forEach_objectReplaced_hasNewSize() throws Exception {
        String version = store.replace("manifest", bytes("one"), null);
        store.replace("manifest", bytes("three"), version);
        List<Long> sizes = new ArrayList<>();

        store.forEach("", object -> sizes.add(object.bytes()));

        assertThat(sizes).containsExactly(5L);
    }

    @Test
    void deleteUnfinished_objects_stay() throws Exception {
        store.put("part-1/object", bytes("content"));

        assertThat(store.deleteUnfinished(Duration.ZERO)).isZero();

        assertThat(store.list("")).containsExactly("part-1/object");
    }

    @Test
    void allCalls_concurrentOnOtherNames_succeed() throws Exception {
        inThreads(thread -> {
            for (int i = 0; i < 10; i++) {
                String name = "thread-" + thread + "/" + i;
                store.put(name, bytes(name));
                assertThat(text(store.get(name, 0, name.length()))).isEqualTo(name);
                assertThat(store.list("thread-" + thread)).contains(name).hasSize(i / 2 + 1);
                if (i % 2 == 0) {
                    store.delete(List.of(name));
                }
            }
            return null;
        });

        assertThat(store.list("")).hasSize(THREADS * 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                ".lock",
                "a/.hidden",
                ".hidden/a",
                "a b",
                "a\\b",
                "a\nb",
                "a?b",
                "a%2Fb",
                "a*",
                "a:b",
                "a\0b",
                "\uD83D\uDE00"
            })
    void allCalls_invalidName_areRefused(String name) throws Exception {
        List<ThrowingCallable> calls = List.of(
                () -> store.put(name, bytes("content")),
                () -> store.get(name, 0, 1),
                () -> store.read(name),
                () -> store.replace(name, bytes("content"), null),
                () -> store.delete(List.of(name)));

        assertThat(calls).allSatisfy(call -> assertThatIllegalArgumentException()
                .isThrownBy(call)
                .withMessageContaining("is not the name of an object"));
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-", "_a..b.", "group-1f/part-0/node00-6b/1-2-3.x", "Z\u00fcrich/\u6771\u4eac"})
    void list_validName_returnsItUnchanged(String name) throws Exception {
        store.put(name, bytes("content"));

        assertThat(store.list("")).containsExactly(name);
        assertThat(text(store.get(name, 0, 7))).isEqualTo("content");
        store.delete(List.of(name));
        assertThat(store.list("")).isEmpty();
    }
}
