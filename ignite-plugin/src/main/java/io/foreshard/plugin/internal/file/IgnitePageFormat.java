package io.foreshard.plugin.internal.file;

import io.foreshard.tier.PageFormat;
import java.nio.ByteBuffer;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;

/**
 * The page format of Ignite 2.17. Only data pages are offloadable, so that a restart sends no request and a point read of a cold row sends one. Immutable
 * and thread-safe.
 *
 * @param pageBytes bytes of a page
 */
record IgnitePageFormat(int pageBytes) implements PageFormat {
    /** Behind the 17 bytes of Ignite's file header ({@code FilePageStore.HEADER_SIZE}), at a multiple of 8. */
    private static final int IDENTITY_OFFSET = 64;

    @Override
    public boolean isOffloadable(ByteBuffer page) {
        return PageIO.getType(page) == PageIO.T_DATA;
    }

    @Override
    public int identityOffset() {
        return IDENTITY_OFFSET;
    }
}
