package io.foreshard.plugin;

import java.util.function.Predicate;

/** The declaration of one setting: its name, type, default, check and description. Immutable. */
public final class Setting<T> {
    /** The nodes of a cluster on which a setting must have the same value. */
    public enum Sameness {
        /** Each node may have its own value. */
        NONE("no"),
        /** A server with another value may not join. */
        SERVERS("servers"),
        /** A server with another value may not join, and the value cannot change while there is data. */
        SERVERS_PERMANENTLY("servers, permanently"),
        /** No node with another value may join, and the value cannot change while there is data. */
        NODES_PERMANENTLY("all nodes, permanently");

        private final String text;

        Sameness(String text) {
            this.text = text;
        }
    }

    private final String name;
    private final SettingType<T> type;
    private final T defaultValue;
    private final Sameness sameness;
    private final Predicate<T> check;
    private final String requirement;
    private final String description;

    private Setting(
            String name,
            SettingType<T> type,
            T defaultValue,
            Sameness sameness,
            Predicate<T> check,
            String requirement,
            String description) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.sameness = sameness;
        this.check = check;
        this.requirement = requirement;
        this.description = description;
    }

    /**
     * Declares a setting whose value may differ between nodes.
     *
     * @param defaultValue null makes the setting optional
     */
    static <T> Setting<T> of(String name, SettingType<T> type, T defaultValue, String description) {
        return new Setting<>(name, type, defaultValue, Sameness.NONE, value -> true, type.description(), description);
    }

    /**
     * Adds a check of values that are not null.
     *
     * @param requirement the check in words, with the unit; follows "must be" in errors and in the documentation
     */
    Setting<T> mustBe(String requirement, Predicate<T> check) {
        return new Setting<>(name, type, defaultValue, sameness, check, requirement, description);
    }

    Setting<T> sameOn(Sameness nodes) {
        return new Setting<>(name, type, defaultValue, nodes, check, requirement, description);
    }

    /** Returns the name of the property in its bean. */
    public String name() {
        return name;
    }

    /** Returns the nodes on which the value must be the same. */
    public Sameness sameness() {
        return sameness;
    }

    SettingType<T> type() {
        return type;
    }

    T defaultValue() {
        return defaultValue;
    }

    boolean allows(T value) {
        return value == null ? defaultValue == null : check.test(value);
    }

    /**
     * Returns the value of a text.
     *
     * @throws IllegalArgumentException if the text is not of the type, or not allowed
     */
    public T parse(String text) {
        try {
            T value = type.parse(text);
            if (allows(value)) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        throw new IllegalArgumentException(refusal(text));
    }

    /** Returns a value as text. */
    public String print(T value) {
        return type.print(value);
    }

    private String refusal(String text) {
        return name + " must be " + requirement + ", but is \"" + text + "\"";
    }

    String requirement() {
        return requirement;
    }

    /** Returns the row of the table in the documentation. */
    String row() {
        String shown = defaultValue == null ? "none" : "`" + type.print(defaultValue) + "`";
        return "| `" + name + "` | " + type.description() + " | " + shown + " | " + requirement + " | " + sameness.text
                + " | " + description + " |";
    }
}
