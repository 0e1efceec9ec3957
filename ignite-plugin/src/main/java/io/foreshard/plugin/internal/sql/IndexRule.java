package io.foreshard.plugin.internal.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.ignite.internal.cache.query.index.IndexName;
import org.apache.ignite.internal.cache.query.index.sorted.IndexKeyDefinition;
import org.apache.ignite.internal.cache.query.index.sorted.IndexKeyType;
import org.apache.ignite.internal.cache.query.index.sorted.SortedIndexDefinition;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexKeyType;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;

/**
 * Finds out whether an SQL index decides each comparison by the bytes of the keys in its own pages.
 *
 * <p>It does if all its keys, the primary and affinity keys that Ignite appends included, can be inlined with their greatest length. Ignite stores 3 bytes
 * and the value of a variable length, a character in up to 3 bytes, although it sizes indexes by characters. Of an object, such as a key of several fields, it
 * inlines the hash code: a row is read only if two objects have the same. Stateless.
 */
final class IndexRule {
    /** Type and length of a value of variable length. */
    private static final int PREFIX_BYTES = 3;

    private static final int MAX_CHARACTER_BYTES = 3;

    private IndexRule() {}

    static IndexVerdict of(InlineIndexImpl index) {
        SortedIndexDefinition definition = index.indexDefinition();
        List<InlineIndexKeyType> inlined = index.segment(0).rowHandler().inlineIndexKeyTypes();
        int inlineBytes = index.inlineSize();
        int bytes = 0;
        int key = 0;
        String column = null;
        String cure = "";
        int declaredBytes = declaredBytes(definition.indexKeyDefinitions(), inlined);
        for (Map.Entry<String, IndexKeyDefinition> each :
                definition.indexKeyDefinitions().entrySet()) {
            if (key >= inlined.size()) {
                column = each.getKey();
                cure = "Ignite does not inline "
                        + each.getValue().idxType().name().toLowerCase(Locale.ROOT)
                        + ": use a type of fixed size, such as BIGINT, DOUBLE, TIMESTAMP or UUID.";
                break;
            }
            int keyBytes = bytes(inlined.get(key), each.getValue());
            if (keyBytes < 0) {
                column = each.getKey();
                cure =
                        "The column has no declared length: declare one, as in VARCHAR(20), or use a type of fixed size.";
                break;
            }
            bytes += keyBytes;
            if (bytes > inlineBytes) {
                column = each.getKey();
                cure = tooLong(declaredBytes, inlineBytes);
                break;
            }
            key++;
        }
        IndexName name = definition.idxName();
        return new IndexVerdict(name.cacheName(), name.tableName(), name.idxName(), inlineBytes, column, cure);
    }

    private static String tooLong(int declaredBytes, int inlineBytes) {
        if (declaredBytes < 0) {
            return "The columns before it have no declared length or take more than the inline size of " + inlineBytes
                    + " bytes: declare lengths, and an INLINE_SIZE that holds them.";
        }
        return declaredBytes <= PageIO.MAX_PAYLOAD_SIZE
                ? "Its keys take up to " + declaredBytes + " bytes and the index inlines " + inlineBytes
                        + ": create the index again with INLINE_SIZE " + declaredBytes + "."
                : "Its keys take up to " + declaredBytes + " bytes and an index inlines at most "
                        + PageIO.MAX_PAYLOAD_SIZE + ": declare shorter columns.";
    }

    /** Returns the greatest bytes of all keys; -1 if one is not limited. */
    private static int declaredBytes(Map<String, IndexKeyDefinition> keys, List<InlineIndexKeyType> inlined) {
        int bytes = 0;
        int key = 0;
        for (IndexKeyDefinition definition : keys.values()) {
            int keyBytes = key < inlined.size() ? bytes(inlined.get(key), definition) : -1;
            if (keyBytes < 0) {
                return -1;
            }
            bytes += keyBytes;
            key++;
        }
        return bytes;
    }

    /** Returns the greatest bytes of an inlined key; -1 if they are not limited. */
    private static int bytes(InlineIndexKeyType type, IndexKeyDefinition definition) {
        if (type.inlineSize() >= 0) {
            return type.inlineSize();
        }
        if (definition.precision() <= 0) {
            return -1;
        }
        boolean isText = type.type() == IndexKeyType.STRING;
        return PREFIX_BYTES + definition.precision() * (isText ? MAX_CHARACTER_BYTES : 1);
    }
}
