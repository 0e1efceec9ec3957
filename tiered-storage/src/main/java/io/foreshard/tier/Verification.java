package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One verification of the remote copies of a partition: reads every object in ranges of at most 1 MiB and compares each page with its checksum. Does not
 * fill the partition file. Not thread-safe.
 */
final class Verification {
    private static final int RANGE_BYTES = 1 << 20;

    private final LocalPages local;
    private final PartitionObjects objects;
    private final PageChecksum checksum;
    private final int pageBytes;
    private final DamagedPages damaged;
    private final TierListener listener;
    private final List<String> damages = new ArrayList<>();
    private long pages;
    private long bytes;
    private long healed;
    private long lost;

    Verification(
            LocalPages local,
            PartitionObjects objects,
            PageChecksum checksum,
            int pageBytes,
            DamagedPages damaged,
            TierListener listener) {
        this.damaged = damaged;
        this.local = local;
        this.objects = objects;
        this.checksum = checksum;
        this.pageBytes = pageBytes;
        this.listener = listener;
    }

    /** @throws IOException if the store did not answer: the rest of the partition is not verified */
    VerifyReport run() throws IOException {
        List<PageObject> stored = local.table().objects();
        for (PageObject object : stored) {
            int slots = Math.max(1, RANGE_BYTES / pageBytes);
            for (int slot = 0; slot < object.slots(); slot += slots) {
                verify(object.range(slot, slot + slots));
            }
        }
        return new VerifyReport(1, stored.size(), pages, bytes, healed, lost, damages);
    }

    private void verify(FetchUnit unit) throws IOException {
        ByteBuffer content;
        try {
            content = objects.get(unit.object(), (long) unit.fromSlot() * pageBytes, unit.slots() * pageBytes);
        } catch (ObjectStoreException e) {
            if (!PageFetcher.isLost(e)) {
                throw e;
            }
            content = null;
        }
        bytes += (long) unit.slots() * pageBytes;
        for (int slot = 0; slot < unit.slots(); slot++) {
            int page = unit.page(slot);
            if (page == PageObject.EMPTY) {
                continue;
            }
            boolean intact = content != null
                    && checksum.of(unit.generation(), page, content.slice(slot * pageBytes, pageBytes))
                            == unit.checksum(slot);
            if (intact) {
                pages++;
            } else if (local.table().isIn(unit.object(), page)) {
                damaged(unit, slot);
            }
        }
    }

    private void damaged(FetchUnit unit, int slot) throws IOException {
        int page = unit.page(slot);
        if (local.copies().heal(unit, slot, checksum)) {
            healed++;
            listener.pageHealed(unit.object(), page);
            damages.add("Page " + page + " in the object " + unit.object()
                    + " is missing or corrupt; the local copy is good, and the next offload uploads it again.");
        } else {
            lost++;
            damages.add(damaged.found(unit.object(), page).sentence());
        }
    }
}
