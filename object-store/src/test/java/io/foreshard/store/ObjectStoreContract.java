package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store promises. */
abstract class ObjectStoreContract extends ObjectStoreFixture {
    @Test
    void everyRangeOfWhatWasPutCanBeRead() throws Exception {
        store.put("part-1/object", bytes("0123456789"));

        assertThat(text(store.get("part-1/object", 0, 10))).isEqualTo("0123456789");
        assertThat(text(store.get("part-1/object", 3, 4))).isEqualTo("3456");
        assertThat(text(store.get("part-1/object", 9, 1))).isEqualTo("9");
        assertThat(store.get("part-1/object", 4, 0).remaining()).isZero();
        assertThat(text(store.read("part-1/object").content())).isEqualTo("0123456789");
    }

    @Test
    void whatIsPutIsTheRestOfTheBuffer() throws Exception {
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
    void aLargeObjectComesBackAsItWas() throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);

        store.put("large", ByteBuffer.wrap(content));

        assertThat(store.get("large", 1 << 20, 1 << 20)).isEqualTo(ByteBuffer.wrap(content, 1 << 20, 1 << 20));
        assertThat(store.read("large").content()).isEqualTo(ByteBuffer.wrap(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "first"})
    void aPutOfATakenNameLeavesTheObject(String content) throws Exception {
        store.put("object", bytes("first"));
        String version = store.read("object").version();

        assertFails(Reason.ALREADY_EXISTS, "object", () -> store.put("object", bytes(content)));

        assertThat(text(store.read("object").content())).isEqualTo("first");
        assertThat(store.read("object").version()).isEqualTo(version);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertFails(Reason.NOT_FOUND, "absent", () -> store.get("absent", 0, 1));
        assertFails(Reason.NOT_FOUND, "absent", () -> store.get("absent", 0, 0));
        assertFails(Reason.NOT_FOUND, "absent", () -> store.read("absent"));
    }

    @Test
    void aRangePastTheEndIsCorrupt() throws Exception {
        store.put("object", bytes("0123456789"));

        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 0, 11));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 9, 2));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 10, 1));
        assertFails(Reason.CORRUPT, "object", () -> store.get("object", 1L << 40, 4));
    }

    @Test
    void anObjectMayBeEmpty() throws Exception {
        store.put("empty", bytes(""));

        assertThat(store.read("empty").content().remaining()).isZero();
        assertThat(store.get("empty", 0, 0).remaining()).isZero();
        assertFails(Reason.CORRUPT, "empty", () -> store.get("empty", 0, 1));
        assertThat(store.list("")).containsExactly("empty");
        assertFails(Reason.ALREADY_EXISTS, "empty", () -> store.put("empty", bytes("")));
    }

    @Test
    void aReplacementNeedsTheVersionThatIsThere() throws Exception {
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
    void oneOfManyReplacementsWins() throws Exception {
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
    void oneOfManyPutsWins() throws Exception {
        List<String> won = race(Reason.ALREADY_EXISTS, thread -> {
            store.put("object", bytes("thread " + thread));
            return "thread " + thread;
        });

        assertThat(won).containsExactly(text(store.read("object").content()));
    }

    @Test
    void absentNamesAreDeletedInPeace() throws Exception {
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
    void namesAreListedByTheirPrefix() throws Exception {
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
    void manyThreadsDoNotDisturbOneAnother() throws Exception {
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
    void oddNamesAreRefused(String name) throws Exception {
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
    void namesComeBackAsTheyWere(String name) throws Exception {
        store.put(name, bytes("content"));

        assertThat(store.list("")).containsExactly(name);
        assertThat(text(store.get(name, 0, 7))).isEqualTo("content");
        store.delete(List.of(name));
        assertThat(store.list("")).isEmpty();
    }
}
