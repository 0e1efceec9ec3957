package io.foreshard.tier;

import java.nio.ByteBuffer;

/** A format of pages that may all be offloaded. Immutable. */
record PlainFormat(int pageBytes) implements PageFormat {
    @Override
    public boolean isOffloadable(ByteBuffer page) {
        return true;
    }

    @Override
    public boolean isIntact(int number, ByteBuffer page) {
        return true;
    }

    @Override
    public int versionOffset() {
        return 8;
    }

    @Override
    public int tierOffset() {
        return 64;
    }
}
