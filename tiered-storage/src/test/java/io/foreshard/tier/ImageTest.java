package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** An image that is taken while the database works recreates every page as it was at the checkpoint; nothing of it is lost, and nothing stays. */
class ImageTest {
    private static final int MAX_STEPS = 60;
    private static final String URI = "memory:store";

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final List<String> events = new ArrayList<>();

    private static TestTier tier(FaultyObjectStore store) {
        return new TestTier(new MemoryDirectory(), store, Runnable::run, TierListener.NONE);
    }

    private static FaultyObjectStore counted(MemoryObjectStore store) {
        return new FaultyObjectStore(store, 1, 0);
    }

    @Property(tries = 150)
    void recreate_anyLife_hasEveryPageOfTheCheckpoint(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        FaultyObjectStore store = counted(new MemoryObjectStore());
        TestTier tier = tier(store);
        ImageDatabase lost = new ImageDatabase(random, tier);
        for (int images = 1 + random.nextInt(2); images > 0; images--) {
            live(lost, random);
            upload(tier);
        }
        live(lost, random);
        tier.clock.advance(TestTier.GRACE);
        tier.storage.collectGarbage(false);

        TestTier next = tier(store);
        ImageDatabase recreated = recreate(random, store, next, lost, 0);

        recreated.verify();
        live(recreated, random);
        recreated.verify();
        upload(next);
        recreated.verify();
        assertThat(garbage(store, next, recreated)).isEmpty();
    }

    /** Takes an image; one that a recall cuts off is repeated. */
    private static void upload(TestTier tier) {
        while (true) {
            try {
                tier.storage.uploadImage();
                return;
            } catch (TierException e) {
                assertThat(e).hasMessageContaining("A partition was recalled while the image was taken");
            }
        }
    }

    private static void live(ImageDatabase database, Random random) throws Exception {
        for (int steps = random.nextInt(MAX_STEPS); steps > 0; steps--) {
            database.step();
        }
    }

    private static ImageDatabase recreate(
            Random random, FaultyObjectStore store, TestTier next, ImageDatabase lost, int before) throws Exception {
        MemoryDisk disk = new MemoryDisk();
        ImageRecreation recreation = new ImageRecreation(store, URI, next.clock);
        recreation.recreate(image(store), next.directory, disk, Runnable::run, (file, done, all) -> {});
        assertThat(disk.small("small.bin")).isEqualTo(ImageDatabase.SMALL);
        return new ImageDatabase(random, next, disk, lost, before);
    }

    private static StoredImage image(FaultyObjectStore store) throws Exception {
        return new ImageRecreation(store, URI, new StepClock()).find("node-0").get(0);
    }

    private static ImageManifest manifest(FaultyObjectStore store) throws Exception {
        Namespace namespace = Namespace.of(image(store).namespace()).orElseThrow();
        return new ImageStore(store).read(namespace).orElseThrow();
    }

    /** Returns the objects that are in the store behind the grace although nothing names them. */
    private static Set<String> garbage(FaultyObjectStore store, TestTier tier, ImageDatabase database)
            throws Exception {
        tier.storage.collectGarbage(false);
        tier.clock.advance(TestTier.GRACE);
        tier.storage.collectGarbage(false);
        Namespace namespace = Namespace.of(image(store).namespace()).orElseThrow();
        Set<String> garbage = new HashSet<>(store.list(namespace.groups()));
        garbage.addAll(store.list(namespace.images()));
        garbage.removeIf(name -> name.endsWith("/manifest"));
        garbage.removeAll(database.references());
        manifest(store).objects().forEach(object -> garbage.remove(object.name()));
        return garbage;
    }

    /** Fails one call of the store, before or after it is executed. */
    private static final class FailingCall extends ForwardingObjectStore {
        private int left = -1;
        private boolean isExecuted;

        FailingCall(MemoryObjectStore store) {
            super(store);
        }

        void fail(int call, boolean executed) {
            left = call;
            isExecuted = executed;
        }

        boolean hasFailed() {
            return left <= 0;
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            if (--left != 0) {
                return call.send();
            }
            if (isExecuted) {
                call.send();
            }
            throw new ObjectStoreException(Reason.UNAVAILABLE, "Call about " + name + " failed.", null);
        }
    }

    @Test
    void uploadImage_anyCallOfTheStoreFails_leavesOneWholeImage() throws Exception {
        boolean hasFailed = true;
        int old = 0;
        for (int call = 1; hasFailed; call++) {
            for (boolean executed : new boolean[] {false, true}) {
                Random random = new Random(3);
                FailingCall failing = new FailingCall(new MemoryObjectStore());
                FaultyObjectStore store = new FaultyObjectStore(failing, 1, 0);
                TestTier tier = tier(store);
                ImageDatabase database = new ImageDatabase(random, tier);
                live(database, random);
                upload(tier);
                Instant first = image(store).begun();
                tier.clock.advance(Duration.ofSeconds(1));
                live(database, random);
                database.onlyWrites();
                failing.fail(call, executed);
                try {
                    tier.storage.uploadImage();
                } catch (TierException e) {
                    assertThat(e).hasMessageContaining("failed").hasMessageContaining("try again");
                }
                hasFailed = failing.hasFailed();
                failing.fail(-1, false);
                tier.storage.collectGarbage(false);
                tier.clock.advance(TestTier.GRACE);
                tier.storage.collectGarbage(false);

                boolean isFirst = image(store).begun().equals(first);
                old += isFirst ? 1 : 0;
                int before = isFirst ? database.copies() - 1 : 0;
                recreate(random, store, tier(store), database, before).verify();
            }
        }
        assertThat(old).isPositive();
    }

    @Test
    void recreate_objectDamagedOrMissing_isRefusedWithItsName() throws Exception {
        FaultyObjectStore store = counted(memory);
        TestTier tier = tier(store);
        Random random = new Random(5);
        ImageDatabase database = new ImageDatabase(random, tier);
        live(database, random);
        live(database, random);
        tier.storage.offload(MemoryHost.GROUP.name());
        upload(tier);
        Namespace namespace = Namespace.of(image(store).namespace()).orElseThrow();
        List<String> own = store.list(namespace.images());
        assertThat(own).hasSizeGreaterThan(3);
        assertThat(manifest(store).references()).isNotEmpty();

        for (String name : own) {
            ByteBuffer content = memory.read(name).content();
            for (int at : new int[] {0, content.remaining() / 2, content.remaining() - 1}) {
                ByteBuffer damaged = ByteBuffer.allocate(content.remaining()).put(content.duplicate());
                damaged.put(at, (byte) (damaged.get(at) ^ 1));
                memory.delete(List.of(name));
                memory.put(name, damaged.flip());
                assertRefused(store, name);
            }
            memory.delete(List.of(name));
            assertRefused(store, name);
            memory.put(name, content);
        }
        for (String name : manifest(store).references()) {
            ByteBuffer content = memory.read(name).content();
            memory.delete(List.of(name));
            assertRefused(store, name);
            memory.put(name, content);
        }
        recreate(random, store, tier(store), database, 0).verify();
    }

    private static void assertRefused(FaultyObjectStore store, String name) throws Exception {
        TestTier next = tier(store);
        StoredImage image = image(store);
        assertThatThrownBy(() -> new ImageRecreation(store, URI, next.clock)
                        .recreate(image, next.directory, new MemoryDisk(), Runnable::run, (file, done, all) -> {}))
                .as(name)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name);
        assertThat(next.directory.read("owner")).as("nothing is taken over").isNull();
    }

    @Test
    void uploadImage_diskIsRecreatedElsewhereAtTheSameTime_publishesNothing() throws Exception {
        FaultyObjectStore store = counted(memory);
        TestTier zombie = tier(store);
        Random random = new Random(5);
        ImageDatabase database = new ImageDatabase(random, zombie);
        live(database, random);
        upload(zombie);
        StoredImage image = image(store);
        TestTier next = tier(store);
        List<ImageDatabase> recreated = new ArrayList<>();
        zombie.storage.imagesFrom(new ImageSource() {
            @Override
            public int pageBytes() {
                return database.pageBytes();
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void copy(ImageTarget target, Executor executor) throws IOException {
                try {
                    recreated.add(recreate(random, store, next, database, 0));
                } catch (Exception e) {
                    throw new IOException(e);
                }
                database.copy(target, executor);
            }
        });

        assertThatThrownBy(() -> zombie.storage.uploadImage())
                .isInstanceOf(TierException.class)
                .hasMessageContaining("does not own the namespace");

        assertThat(image(store))
                .usingRecursiveComparison()
                .ignoringFields("seenAt")
                .isEqualTo(image);
        recreated.get(0).verify();
        zombie.storage.imagesFrom(database);
        upload(zombie);
        assertThat(new ImageRecreation(store, URI, next.clock).find(null))
                .as("that of the recreated disk, and that of the old disk in a namespace of its own")
                .hasSize(2);
    }

    @Test
    void uploadImage_manifestDamaged_replacesIt() throws Exception {
        FaultyObjectStore store = counted(memory);
        MemoryDirectory directory = new MemoryDirectory();
        TestTier tier = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        Random random = new Random(5);
        upload(tier, new ImageDatabase(random, tier), random);
        Namespace namespace = Namespace.of(image(store).namespace()).orElseThrow();
        memory.delete(List.of(namespace.image()));
        memory.put(namespace.image(), ByteBuffer.allocate(100));

        TestTier restarted = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        ImageDatabase database = new ImageDatabase(random, restarted);
        restarted.storage.uploadImage();

        recreate(random, store, tier(store), database, 0).verify();
    }

    private static void upload(TestTier tier, ImageDatabase database, Random random) throws IOException {
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            database.onlyWrites();
            database.step();
        }
        upload(tier);
    }

    @Test
    void collectGarbage_imageCannotBeRead_deletesNothing() throws Exception {
        FaultyObjectStore store = counted(memory);
        MemoryDirectory directory = new MemoryDirectory();
        TestTier tier = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        Random random = new Random(5);
        live(new ImageDatabase(random, tier), random);
        upload(tier);
        upload(tier);
        Namespace namespace = Namespace.of(image(store).namespace()).orElseThrow();
        byte[] manifest = memory.read(namespace.image()).content().array().clone();
        memory.delete(List.of(namespace.image()));
        memory.put(namespace.image(), ByteBuffer.allocate(100));
        int objects = memory.list(namespace.images()).size();
        TestTier restarted = new TestTier(directory, store, Runnable::run, new TierListener() {
            @Override
            public void sweepFailed(String failed, Exception cause) {
                events.add(cause.getMessage());
            }
        });
        restarted.open(0, TestTier.file());

        for (int sweeps = 0; sweeps < 3; sweeps++) {
            restarted.storage.sweep();
            restarted.clock.advance(TestTier.GRACE);
        }

        assertThat(events)
                .isNotEmpty()
                .allMatch(event -> event.contains("image is damaged") || event.contains(namespace.image()));
        assertThat(memory.list(namespace.images())).hasSize(objects);
        memory.delete(List.of(namespace.image()));
        memory.put(namespace.image(), ByteBuffer.wrap(manifest));
        for (int sweeps = 0; sweeps < 3; sweeps++) {
            restarted.storage.sweep();
            restarted.clock.advance(TestTier.GRACE);
        }
        assertThat(memory.list(namespace.images()))
                .as("the image before is deleted")
                .hasSizeLessThan(objects);
        ImageManifest published = manifest(store);
        assertThat(memory.list(namespace.images())).allMatch(name -> name.startsWith(published.prefix()));
    }
}
