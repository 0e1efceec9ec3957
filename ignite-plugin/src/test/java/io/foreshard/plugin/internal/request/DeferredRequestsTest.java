package io.foreshard.plugin.internal.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.foreshard.plugin.TestNodes;
import io.foreshard.tier.TierListener;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridNearAtomicCheckUpdateRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferredRequestsTest {
    @TempDir
    Path directory;

    /** A fetch may end after the node has stopped, and with it the stripes. */
    @Test
    void prepare_nodeStopped_dropsTheRequest() throws IgniteCheckedException {
        GridKernalContext context;
        try (TestNodes nodes = new TestNodes(directory)) {
            context = ((IgniteEx) nodes.server("server-0", null)).context();
        }
        DeferredRequests requests = new DeferredRequests(
                context, new CacheHandlers(), new RowPages(context, null), null, null, null, new TierListener() {});
        RequestKind<?> kind = RequestKind.ALL.get(GridNearAtomicCheckUpdateRequest.class);
        DeferredRequest request = new DeferredRequest(
                kind, UUID.randomUUID(), new GridNearAtomicCheckUpdateRequest(), 0, null, requests::prepare);

        assertThatCode(() -> requests.prepare(request)).doesNotThrowAnyException();

        assertThat(requests.waiting()).isZero();
    }
}
