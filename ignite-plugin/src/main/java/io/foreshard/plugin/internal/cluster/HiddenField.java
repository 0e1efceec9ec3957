package io.foreshard.plugin.internal.cluster;

import java.lang.reflect.Field;
import org.apache.ignite.IgniteCheckedException;

/** A field of Ignite that only its own package reads. Thread-safe. */
final class HiddenField {
    private final Field field;

    private HiddenField(Field field) {
        this.field = field;
    }

    /** @throws IgniteCheckedException if this Ignite does not have the field */
    static HiddenField find(Class<?> type, String name) throws IgniteCheckedException {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return new HiddenField(field);
        } catch (NoSuchFieldException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the field " + type.getSimpleName() + "." + name
                            + " that Foreshard needs; "
                            + "use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.",
                    e);
        }
    }

    Object of(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The field " + field + " cannot be read.", e);
        }
    }

    void set(Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The field " + field + " cannot be set.", e);
        }
    }
}
