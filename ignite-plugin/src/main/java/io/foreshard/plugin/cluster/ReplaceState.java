package io.foreshard.plugin.cluster;

import java.io.Serializable;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** The compare-and-set of one shared value on its primary; idempotent, because the header of each write is unique. */
final class ReplaceState implements EntryProcessor<String, Object, Boolean>, Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] expectedHeader;
    private final byte[] next;

    /**
     * @param expectedHeader header of the value to replace; null if there must be no value
     * @param next the stored form of the new value
     */
    ReplaceState(byte[] expectedHeader, byte[] next) {
        this.expectedHeader = expectedHeader;
        this.next = next;
    }

    @Override
    public Boolean process(MutableEntry<String, Object> entry, Object... arguments) {
        Object present = entry.getValue();
        if (StateEnvelope.hasHeader(present, StateEnvelope.header(next))) {
            return true; // an earlier attempt succeeded and its answer was lost
        }
        boolean matches = expectedHeader == null ? present == null : StateEnvelope.hasHeader(present, expectedHeader);
        if (matches) {
            entry.setValue(next);
        }
        return matches;
    }
}
