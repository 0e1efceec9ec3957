package io.foreshard.plugin.node;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code ${foreshard.name:default}} placeholders of a Spring XML. Spring takes the default of a placeholder whose JVM property or
 * environment variable is misspelt, without a word; this check finds it.
 */
final class Placeholders {
    private static final String PREFIX = "foreshard.";
    private static final String VARIABLE_PREFIX = "FORESHARD_";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(foreshard\\.[\\w.]+)");

    private final Set<String> names;

    Placeholders(String xml) {
        names = PLACEHOLDER.matcher(xml).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /**
     * Returns a sentence about the first JVM property or environment variable that no placeholder reads although one has nearly the
     * same name. Other unknown names pass: an application may have its own, and Kubernetes sets FORESHARD_PORT for a service of this name.
     */
    Optional<String> misspelt(Collection<String> properties, Collection<String> variables) {
        return properties.stream()
                .sorted()
                .filter(name -> name.startsWith(PREFIX))
                .flatMap(name -> near(name, PREFIX, names).stream())
                .findFirst()
                .or(() -> variables.stream()
                        .sorted()
                        .filter(name -> name.startsWith(VARIABLE_PREFIX))
                        .flatMap(name -> near(name, VARIABLE_PREFIX, variables()).stream())
                        .findFirst());
    }

    private Set<String> variables() {
        return names.stream().map(Placeholders::variable).collect(Collectors.toSet());
    }

    private static Optional<String> near(String name, String prefix, Set<String> known) {
        if (known.contains(name)) {
            return Optional.empty();
        }
        Set<String> knownEnds =
                known.stream().map(each -> each.substring(prefix.length())).collect(Collectors.toSet());
        List<String> near = NearNames.of(name.substring(prefix.length()), knownEnds);
        return near.isEmpty()
                ? Optional.empty()
                : Optional.of("no placeholder reads " + name + ". "
                        + NearNames.question(near.stream().map(prefix::concat).toList()));
    }

    /** Returns the environment variable Spring reads for a property: foreshard.coldAfter is FORESHARD_COLDAFTER. */
    static String variable(String property) {
        return property.replaceAll("\\W", "_").toUpperCase(Locale.ROOT);
    }
}
