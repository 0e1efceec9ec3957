package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskReserveTest {
    private static final long RESERVE = 1_000;

    private final List<String> events = new ArrayList<>();
    private long free = 5_000;
    private long pending;
    private IOException failure;

    private final DiskReserve reserve = new DiskReserve(
            RESERVE,
            new DiskReserve.Space() {
                @Override
                public long freeBytes() throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    return free;
                }

                @Override
                public long pendingBytes() {
                    return pending;
                }
            },
            low -> events.add(low ? "refuse" : "allow"),
            new DiskReserve.Listener() {
                @Override
                public void diskLow(long freeBytes, long reserveBytes) {
                    events.add("low " + freeBytes);
                }

                @Override
                public void diskFree(long freeBytes) {
                    events.add("free " + freeBytes);
                }

                @Override
                public void pollFailed(Exception cause) {
                    events.add("failed " + cause.getMessage());
                }
            });

    private List<String> poll(long freeBytes, long pendingBytes) {
        events.clear();
        free = freeBytes;
        pending = pendingBytes;
        reserve.poll();
        return events;
    }

    @Test
    void poll_dirtyPagesNeedTheReserve_refusesUntilAQuarterMoreIsFree() {
        assertThat(poll(1_500, 500)).containsExactly("allow");
        assertThat(poll(1_500, 501)).containsExactly("low 999", "refuse");
        assertThat(poll(1_500, 251)).containsExactly("refuse");
        assertThat(poll(1_500, 250)).containsExactly("free 1250", "allow");
    }

    @Test
    void poll_fileSystemFails_isRepeated() {
        failure = new IOException("no file system");
        assertThat(poll(0, 0)).containsExactly("failed no file system");
        failure = null;
        assertThat(poll(0, 0)).containsExactly("low 0", "refuse");
    }
}
