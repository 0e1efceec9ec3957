package io.foreshard.plugin.internal.page;

import java.lang.reflect.Method;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/** The number of dirty pages of a page memory; Ignite counts them in a metric only if the metrics of the region are on. Immutable and thread-safe. */
final class DirtyPages {
    private static final String RATIO = "getDirtyPagesRatio";

    private final Method ratio;

    /** @throws IgniteCheckedException if this Ignite does not have the method that tells their share */
    DirtyPages() throws IgniteCheckedException {
        try {
            ratio = PageMemoryImpl.class.getDeclaredMethod(RATIO);
            ratio.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the method PageMemoryImpl." + RATIO
                            + " that Foreshard needs; use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.",
                    e);
        }
    }

    /** Returns an upper bound: the share of the segment with most, for all segments. */
    long of(PageMemoryImpl memory) {
        try {
            return (long) Math.ceil((double) ratio.invoke(memory) * memory.totalPages());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The dirty pages cannot be counted.", e);
        }
    }
}
