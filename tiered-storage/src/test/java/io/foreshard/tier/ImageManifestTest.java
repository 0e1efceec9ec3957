package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.tier.ImageManifest.Bundle;
import io.foreshard.tier.ImageManifest.PageFile;
import io.foreshard.tier.ImageManifest.PagesObject;
import io.foreshard.tier.ImageManifest.Reference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The manifest of an image is read as it was written, and a changed byte is noticed. */
class ImageManifestTest {
    private static final String NAME = "nodes/a-1/image";

    private static ImageManifest manifest(Random random) {
        List<PageFile> files = new ArrayList<>();
        for (int file = random.nextInt(5); file > 0; file--) {
            List<PagesObject> objects = new ArrayList<>();
            List<Reference> references = new ArrayList<>();
            for (int object = random.nextInt(4); object > 0; object--) {
                objects.add(new PagesObject(random.nextLong(), random.nextInt(100), random.nextInt()));
                references.add(
                        new Reference("nodes/a-1/group-cafe/part-1/1-1-" + random.nextInt(2_000), random.nextInt(9)));
            }
            ImageFile place = new ImageFile("cache-ü" + file, "part-1.bin", random.nextInt(), file);
            files.add(new PageFile(place, random.nextInt(), random.nextBoolean(), objects, references));
        }
        return new ImageManifest(
                "nodes/a-1/image-1-1/",
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                new UUID(random.nextLong(), random.nextLong()),
                Instant.ofEpochMilli(random.nextInt()),
                "folder",
                "rack 7",
                "cluster",
                4096,
                files,
                List.of(new Bundle(random.nextLong(), random.nextInt(), random.nextInt())));
    }

    @Property(tries = 200)
    void decode_anyManifest_isTheSame(@ForAll long seed) throws IOException {
        ImageManifest manifest = manifest(new Random(seed));

        assertThat(ImageManifestCodec.decode(NAME, ByteBuffer.wrap(ImageManifestCodec.encode(manifest))))
                .isEqualTo(manifest);
    }

    @Test
    void decode_anyByteChangedOrCut_isRefused() {
        byte[] bytes = ImageManifestCodec.encode(manifest(new Random(7)));
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> ImageManifestCodec.decode(NAME, ByteBuffer.wrap(changed)))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContaining(NAME);
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, at);
            assertThatThrownBy(() -> ImageManifestCodec.decode(NAME, cut)).isInstanceOf(DamagedException.class);
        }
    }
}
