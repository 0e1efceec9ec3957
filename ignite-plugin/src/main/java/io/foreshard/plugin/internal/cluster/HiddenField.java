package io.foreshard.plugin.internal.cluster;

import java.lang.reflect.Field;
import org.apache.ignite.IgniteCheckedException;

/** A field of Ignite that only its own package reads. Thread-safe. */
public final class HiddenField {
    private final Field field;

    private HiddenField(Field field) {
        this.field = field;
    }

    /**
     * Looks for a field.
     *
     * @throws IgniteCheckedException if this Ignite does not have the field
     */
    public static HiddenField find(Class<?> type, String name) throws IgniteCheckedException {
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

    /** Returns its value. */
    public Object of(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The field " + field + " cannot be read.", e);
        }
    }

    /** Sets its value. */
    public void set(Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The field " + field + " cannot be set.", e);
        }
    }
}
