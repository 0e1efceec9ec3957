package io.foreshard.workbench.demo;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The row of an object in the demo; its content is computed from its id, so it can be verified. Immutable and thread-safe. */
public final class ObjectRow implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int CONTENT_BYTES = 500;

    private final long interest;
    private final byte[] content;

    private ObjectRow(long interest, byte[] content) {
        this.interest = interest;
        this.content = content;
    }

    static ObjectRow of(long objectId, long interest) {
        byte[] content = new byte[CONTENT_BYTES];
        SplittableRandom random = new SplittableRandom(objectId);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) random.nextInt();
        }
        return new ObjectRow(interest, content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectRow row && interest == row.interest && Arrays.equals(content, row.content);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(interest) * 31 + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "ObjectRow[interest " + interest + "]";
    }
}
