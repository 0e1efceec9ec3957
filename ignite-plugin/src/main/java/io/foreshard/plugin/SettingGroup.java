package io.foreshard.plugin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A bean with the settings of one part of the plugin. A property has one setter for its type and one for text; the getter
 * returns text, so that Spring calls the setter for text. Not thread-safe.
 *
 * <p>Texts are parsed when they are read, not when they are set, so that the start of a node reports all wrong values in one error.
 */
public abstract class SettingGroup {
    private final Map<Setting<?>, Object> values = new HashMap<>();

    SettingGroup() {}

    /** Returns the settings of this bean, in the order of the documentation. */
    abstract List<Setting<?>> settings();

    /** Returns the problem of settings that exclude each other, or null; called when each value is right by itself. */
    String contradiction() {
        return null;
    }

    /**
     * Returns the value of a setting, or its default if none was set.
     *
     * @return null if none was set and the setting has no default
     * @throws IllegalArgumentException if the text that was set is not of the setting's type
     */
    public final <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            return setting.defaultValue();
        }
        Class<T> type = setting.type().javaType();
        return type.isInstance(value) ? type.cast(value) : setting.type().parse(value.toString());
    }

    /** Returns the value of a setting as text, or null if it has none; a text that cannot be parsed is returned as it was set. */
    public final <T> String text(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            value = setting.defaultValue();
        }
        Class<T> type = setting.type().javaType();
        return type.isInstance(value) ? setting.type().print(type.cast(value)) : (String) value;
    }

    /** Sets a value or a text; null and a blank text restore the default. */
    final void put(Setting<?> setting, Object value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            values.remove(setting);
        } else {
            values.put(setting, value);
        }
    }

    /**
     * Adds a sentence for each wrong value.
     *
     * @param prefix prefix of the names of this group's settings, such as {@code tier.}
     */
    final void addProblems(String prefix, List<String> problems) {
        int before = problems.size();
        for (Setting<?> setting : settings()) {
            if (!isRight(setting)) {
                problems.add(prefix + setting.name() + " must be " + setting.requirement() + ", but is \""
                        + withoutCredentials(text(setting)) + "\"");
            }
        }
        if (problems.size() == before && contradiction() != null) {
            problems.add(contradiction());
        }
    }

    /** Hides what precedes an '@': a URL that is refused may hold a password. */
    private static String withoutCredentials(String text) {
        return text == null ? null : text.replaceAll("(?s)^(\\w+://)?.*@", "$1***@");
    }

    private <T> boolean isRight(Setting<T> setting) {
        try {
            return setting.allows(get(setting));
        } catch (IllegalArgumentException e) {
            return false; // the text is not of the type
        }
    }
}
