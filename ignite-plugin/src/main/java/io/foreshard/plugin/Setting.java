package io.foreshard.plugin;

import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** The declaration of one key of {@link ForeshardConfiguration}: its type, unit, default, check and description. Immutable. */
public final class Setting<T> {
    private final String name;
    private final Class<T> type;
    private final T initial;
    private final boolean sameOnAllNodes;
    private final Predicate<T> check;
    private final String requirement;
    private final String description;
    private final Function<ForeshardConfiguration, T> value;

    /**
     * Declares a setting.
     *
     * @param initial default; null makes the setting optional
     * @param sameOnAllNodes whether a node with another value is refused
     * @param check whether a value (never null) is allowed
     * @param requirement what the check demands and in which unit, to follow "must be"
     */
    Setting(
            String name,
            Class<T> type,
            T initial,
            boolean sameOnAllNodes,
            Predicate<T> check,
            String requirement,
            String description,
            Function<ForeshardConfiguration, T> value) {
        this.name = name;
        this.type = type;
        this.initial = initial;
        this.sameOnAllNodes = sameOnAllNodes;
        this.check = check;
        this.requirement = requirement;
        this.description = description;
        this.value = value;
    }

    public String name() {
        return name;
    }

    T initial() {
        return initial;
    }

    public boolean sameOnAllNodes() {
        return sameOnAllNodes;
    }

    public String text(ForeshardConfiguration configuration) {
        return Objects.toString(value.apply(configuration));
    }

    /** Returns what is wrong with the value in a configuration, or null. */
    String problem(ForeshardConfiguration configuration) {
        T given = value.apply(configuration);
        boolean allowed = given == null ? initial == null : check.test(given);
        return allowed ? null : name + " must be " + requirement + ", but is " + given;
    }

    /** Returns the row of the documentation's table. */
    String row() {
        String shown =
                initial == null ? "none" : "`" + (initial instanceof Clock clock ? clock.getZone() : initial) + "`";
        return "| `" + name + "` | " + typeName() + " | " + shown + " | " + requirement + " | "
                + (sameOnAllNodes ? "yes" : "no") + " | " + description + " |";
    }

    private String typeName() {
        if (type.isEnum()) {
            return "name";
        }
        return type == Integer.class ? "int" : type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
