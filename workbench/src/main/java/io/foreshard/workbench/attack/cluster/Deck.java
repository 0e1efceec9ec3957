package io.foreshard.workbench.attack.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Choices in random order, each as often as its share before the next deal: rare choices have exact shares also in short runs. Used by one thread.
 *
 * @param <T> a choice
 */
public final class Deck<T> {
    private final List<T> cards;
    private final Random random;
    private final Deque<T> rest = new ArrayDeque<>();

    /** Creates the deck of some choices with their shares. */
    public Deck(T[] choices, ToIntFunction<T> share, Random random) {
        this.cards = Arrays.stream(choices)
                .flatMap(choice -> Collections.nCopies(share.applyAsInt(choice), choice).stream())
                .toList();
        this.random = random;
    }

    /** Returns the next choice. */
    public T draw() {
        if (rest.isEmpty()) {
            List<T> shuffled = new ArrayList<>(cards);
            Collections.shuffle(shuffled, random);
            rest.addAll(shuffled);
        }
        return rest.remove();
    }
}
