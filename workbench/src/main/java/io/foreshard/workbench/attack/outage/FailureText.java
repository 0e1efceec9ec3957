package io.foreshard.workbench.attack.outage;

import java.util.LinkedHashSet;
import java.util.Set;

/** The text of an exception as a user sees it. Has no state. */
final class FailureText {
    private static final int MAX = 20;

    private FailureText() {}

    /** Returns the message, and those of the causes that it does not repeat. */
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (String message : messages(failure)) {
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : " <- ").append(message);
            }
        }
        return text.toString();
    }

    /** Returns whether a message names cache and partition and says that the store is the cause. */
    static boolean names(Throwable failure, String cache) {
        return messages(failure).stream()
                .anyMatch(message -> message.contains(cache)
                        && message.contains("partition ")
                        && message.contains("object store")
                        && !message.contains("orrupted"));
    }

    private static Set<String> messages(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        add(failure, messages);
        return messages;
    }

    /** A partial update has its causes as suppressed exceptions. */
    private static void add(Throwable failure, Set<String> messages) {
        for (Throwable each = failure; each != null && messages.size() < MAX; each = each.getCause()) {
            messages.add(each.getClass().getSimpleName() + ": " + each.getMessage());
            for (Throwable suppressed : each.getSuppressed()) {
                add(suppressed, messages);
            }
        }
    }
}
