package io.foreshard.plugin;

import io.foreshard.profile.RecentColumns;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The type of a setting's values: parses and prints the text they have in Spring XML. Immutable. */
final class SettingType<T> {
    static final SettingType<String> TEXT = new SettingType<>(String.class, "text", text -> text, text -> text);
    static final SettingType<Integer> INTEGER =
            new SettingType<>(Integer.class, "integer", Integer::valueOf, String::valueOf);
    static final SettingType<Boolean> BOOLEAN =
            new SettingType<>(Boolean.class, "`true` or `false`", SettingType::bool, String::valueOf);
    static final SettingType<Duration> DURATION = new SettingType<>(
            Duration.class, "duration, such as `P60D` or `PT30S`", SettingType::duration, SettingType::text);
    static final SettingType<Long> BYTES =
            new SettingType<>(Long.class, "bytes, such as `64MiB` or `1GB`", SettingType::bytes, SettingType::text);

    static final SettingType<RecentColumns> RECENT_COLUMNS = new SettingType<>(
            RecentColumns.class, "names separated by commas", RecentColumns::parse, RecentColumns::toString);

    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    private final Class<T> javaType;
    private final String description;
    private final Function<String, T> parser;
    private final Function<T, String> printer;

    private SettingType(
            Class<T> javaType, String description, Function<String, T> parser, Function<T, String> printer) {
        this.javaType = javaType;
        this.description = description;
        this.parser = parser;
        this.printer = printer;
    }

    /** Returns the type of an enum; its texts are the names of the constants, in upper or lower case. */
    static <E extends Enum<E>> SettingType<E> names(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(SettingType::text)
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(" or "));
        return new SettingType<>(
                type, names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)), SettingType::text);
    }

    Class<T> javaType() {
        return javaType;
    }

    String description() {
        return description;
    }

    /**
     * Parses a text.
     *
     * @throws IllegalArgumentException if it is not a value of this type
     */
    T parse(String text) {
        return parser.apply(text.strip());
    }

    String print(T value) {
        return printer.apply(value);
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false: " + text);
        };
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whole days are printed as days; {@link Duration#toString} prints hours at most. */
    private static String text(Duration duration) {
        boolean wholeDays = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String text(long bytes) {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        while (unit < units.length - 1 && bytes != 0 && bytes % 1024 == 0) {
            bytes /= 1024;
            unit++;
        }
        return bytes + units[unit];
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
