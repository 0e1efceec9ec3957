package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import java.beans.PropertyChangeEvent;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.InvalidPropertyException;
import org.springframework.beans.PropertyAccessException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanExpressionException;
import org.springframework.beans.factory.CannotLoadBeanClassException;
import org.springframework.beans.factory.xml.XmlBeanDefinitionStoreException;

/**
 * Words an exception of Spring as one sentence with the key and the cure. Spring's own message for a path such as
 * {@code tier.coldAftr} has no suggestion: it looks for near names in the bean at the start of the path only.
 */
final class SpringFailure {
    private static final Pattern PLACEHOLDER = Pattern.compile("Could not resolve placeholder '([^']+)'");
    private static final int MAX_LISTED = 20;

    private SpringFailure() {}

    /** Returns the sentence, to be put behind the name of the file; empty if no cause is Spring's. */
    static Optional<String> sentence(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof InvalidPropertyException property) {
                return Optional.of(unknownProperty(property.getBeanClass(), property.getPropertyName())
                        .orElse(firstLine(property.getMessage())));
            }
            if (cause instanceof CannotLoadBeanClassException loading) {
                return Optional.of(unknownClass(loading.getBeanClassName()));
            }
            if (cause instanceof PropertyAccessException access) {
                return Optional.of(wrongValue(access));
            }
            if (cause instanceof XmlBeanDefinitionStoreException xml) {
                return Optional.of("line " + xml.getLineNumber() + ": "
                        + firstLine(xml.getCause().getMessage()));
            }
            if (cause instanceof BeanExpressionException) {
                return Optional.of(beanName(causes) + "an expression #{...} has no value: "
                        + innermostPart(root(cause).getMessage()) + " Correct the values of its placeholders.");
            }
            Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(cause.getMessage()));
            if (cause instanceof BeansException && placeholder.find()) {
                return Optional.of(valueless(placeholder.group(1)));
            }
        }
        return causes.stream().anyMatch(BeansException.class::isInstance)
                ? Optional.of(otherFault(causes))
                : Optional.empty();
    }

    /**
     * Follows the path from bean to bean up to the first name that is no property; empty if all are.
     *
     * @param root the bean at the start of the path; of a path of three or more names that ends wrongly, Spring gives the last bean but one
     */
    private static Optional<String> unknownProperty(Class<?> root, String path) {
        List<String> steps = List.of(path.split("\\."));
        int start = steps.size() > 2 && property(root, steps.get(0)) == null ? steps.size() - 2 : 0;
        if (property(root, steps.get(start)) == null) {
            start = 0;
        }
        Class<?> bean = root;
        for (int i = start; i < steps.size(); i++) {
            PropertyDescriptor property = property(bean, steps.get(i));
            if (property == null) {
                String fault = start == 0
                        ? root.getSimpleName() + " has no property " + path
                        : bean.getSimpleName() + " has no property " + steps.get(i);
                return Optional.of(fault + ". " + cure(bean, steps, i));
            }
            bean = property.getPropertyType();
        }
        return Optional.empty();
    }

    private static PropertyDescriptor property(Class<?> bean, String step) {
        return BeanUtils.getPropertyDescriptor(bean, step.replaceAll("\\[.*", ""));
    }

    /** Words which properties the bean has that may replace one step of the path. */
    private static String cure(Class<?> bean, List<String> steps, int wrong) {
        List<String> known = Stream.of(BeanUtils.getPropertyDescriptors(bean))
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                .toList();
        List<String> near = NearNames.of(steps.get(wrong), known);
        if (!near.isEmpty()) {
            return NearNames.question(
                    near.stream().map(each -> replaced(steps, wrong, each)).toList());
        }
        return known.isEmpty() || known.size() > MAX_LISTED
                ? "Remove it or correct its name."
                : "The properties of " + bean.getSimpleName() + " are " + String.join(", ", new TreeSet<>(known)) + ".";
    }

    private static String replaced(List<String> steps, int wrong, String name) {
        List<String> path = new ArrayList<>(steps);
        path.set(wrong, name);
        return String.join(".", path);
    }

    private static String unknownClass(String name) {
        String prefix = ForeshardConfiguration.class.getPackageName() + ".";
        if (name == null || !name.startsWith(prefix)) {
            return "there is no class " + name + ". Correct its name, or put its jar on the class path.";
        }
        Set<String> beans = new TreeSet<>();
        addBeans(ForeshardConfiguration.class, beans);
        return "there is no class " + name + ". "
                + NearNames.question(List.of(NearNames.withLongestCommonPrefix(name, beans)));
    }

    /** Adds the class of a bean of the plugin and those of the beans nested in it. */
    private static void addBeans(Class<?> bean, Set<String> names) {
        boolean ours = bean.getPackage() == ForeshardConfiguration.class.getPackage()
                && bean.getSimpleName().endsWith("Configuration");
        if (ours && names.add(bean.getName())) {
            Stream.of(BeanUtils.getPropertyDescriptors(bean))
                    .map(PropertyDescriptor::getPropertyType)
                    .filter(Objects::nonNull)
                    .forEach(type -> addBeans(type, names));
        }
    }

    private static String wrongValue(PropertyAccessException access) {
        PropertyChangeEvent event = access.getPropertyChangeEvent();
        Object bean = event == null ? null : event.getSource();
        String key = (bean == null ? "" : bean.getClass().getSimpleName() + ".") + access.getPropertyName();
        if (access instanceof TypeMismatchException mismatch) {
            Object value = mismatch.getValue();
            String shown = value instanceof String
                    ? "\"" + value + "\""
                    : value.getClass().getSimpleName();
            return key + " must be of type " + mismatch.getRequiredType().getSimpleName() + ", but is " + shown + ".";
        }
        return key + ": " + firstLine(root(access).getMessage());
    }

    private static String valueless(String placeholder) {
        return "the placeholder ${" + placeholder + "} has no value. Set -D" + placeholder + "=... or "
                + Placeholders.variable(placeholder) + ", or give it a default: ${" + placeholder + ":default}.";
    }

    /** A log file that does not exist, and the like: the bean and the innermost cause. */
    private static String otherFault(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof BeanCreationException creation
                    && creation.getRelatedCauses() != null
                    && creation.getRelatedCauses().length > 0) { // one for each constructor Spring tried
                return beanName(causes)
                        + innermostPart(root(creation.getRelatedCauses()[0]).getMessage());
            }
        }
        return beanName(causes) + firstLine(causes.get(causes.size() - 1).getMessage());
    }

    /** Returns the class of the innermost bean, from Spring's name for a bean without a name: package.Class#number. */
    private static String beanName(List<Throwable> causes) {
        String name = "";
        for (Throwable cause : causes) {
            if (cause instanceof BeanCreationException creation && creation.getBeanName() != null) {
                name = creation.getBeanName().replaceAll("#.*", "").replaceAll(".*\\.", "") + ": ";
            }
        }
        return name;
    }

    private static Throwable root(Throwable failure) {
        List<Throwable> causes = StartFailure.causes(failure);
        return causes.get(causes.size() - 1);
    }

    /** Spring joins the messages of causes with colons, the innermost last. */
    private static String innermostPart(String message) {
        String line = firstLine(message);
        String part = line.substring(line.lastIndexOf(": ") + 1).strip();
        return part.endsWith("?") || part.endsWith(".") ? part : part + ".";
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
