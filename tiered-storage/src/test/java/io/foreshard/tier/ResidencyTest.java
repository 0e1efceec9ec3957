package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random sequences of events against a model: a map of states, and one of places. */
class ResidencyTest {
    private static final int PAGES = 12;
    private static final int UNIT_SLOTS = 4;

    /** An event of one page; UPLOADED uploads it and the following pages that the model has as local, as one object. */
    record Step(int page, PageEvent event) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.integers().between(0, PAGES - 1), Arbitraries.of(PageEvent.class))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    /** The expected state and object of each page. */
    private static final class Model {
        private final Map<Integer, PageState> states = new TreeMap<>();
        private final Map<Integer, StoredObject> objects = new HashMap<>();

        PageState state(int page) {
            return states.getOrDefault(page, PageState.LOCAL);
        }

        int[] localFrom(int page) {
            return IntStream.range(page, PAGES)
                    .filter(candidate -> state(candidate) == PageState.LOCAL)
                    .toArray();
        }
    }

    @Property
    void events_anySequence_equalTheModel(@ForAll("steps") List<Step> steps) throws IOException {
        Residency residency = new Residency(1);
        Model model = new Model();
        for (Step step : steps) {
            if (isLegal(model.state(step.page()), step.event())) {
                apply(residency, model, step);
            } else {
                assertThatThrownBy(() -> apply(residency, step)).isInstanceOf(IllegalStateException.class);
            }
            compare(residency, model);
        }
        compare(ResidencyCodec.decode(ResidencyCodec.encode(residency)), model);
        List<String> named = model.objects.entrySet().stream()
                .filter(entry -> model.state(entry.getKey()) != PageState.LOCAL)
                .map(entry -> entry.getValue().name())
                .distinct()
                .toList();
        residency.takeDead();
        assertThat(residency.objects().stream().map(PageObject::name)).containsExactlyInAnyOrderElementsOf(named);
    }

    private static boolean isLegal(PageState state, PageEvent event) {
        return switch (event) {
            case UPLOADED -> state == PageState.LOCAL;
            case RELEASED, RECALLED -> state == PageState.BOTH;
            case FETCHED -> state == PageState.REMOTE;
            case WRITTEN -> true;
        };
    }

    private static void apply(Residency residency, Model model, Step step) {
        switch (step.event()) {
            case UPLOADED -> {
                int[] pages = model.localFrom(step.page());
                int[] checksums = Arrays.stream(pages).map(page -> 1_000 + page).toArray();
                StoredObject stored = new StoredObject("o" + residency.nextGeneration(), pages, checksums);
                residency.uploaded(stored);
                for (int page : pages) {
                    model.states.put(page, PageState.BOTH);
                    model.objects.put(page, stored);
                }
            }
            case RELEASED -> {
                residency.released(step.page());
                model.states.put(step.page(), PageState.REMOTE);
            }
            case FETCHED -> {
                residency.fetched(step.page());
                model.states.put(step.page(), PageState.BOTH);
            }
            case WRITTEN -> {
                residency.written(step.page());
                model.states.put(step.page(), PageState.LOCAL);
            }
            case RECALLED -> {
                residency.recalled(step.page());
                model.states.put(step.page(), PageState.LOCAL);
            }
        }
    }

    /** Applies an event that must be illegal. */
    private static void apply(Residency residency, Step step) {
        switch (step.event()) {
            case UPLOADED -> residency.uploaded(new StoredObject("illegal", new int[] {step.page()}, new int[] {0}));
            case RELEASED -> residency.released(step.page());
            case FETCHED -> residency.fetched(step.page());
            case WRITTEN -> residency.written(step.page());
            case RECALLED -> residency.recalled(step.page());
        }
    }

    private static void compare(Residency residency, Model model) {
        int remote = 0;
        int both = 0;
        for (int page = 0; page < PAGES; page++) {
            PageState state = residency.state(page);
            assertThat(state).as("state of page %d", page).isEqualTo(model.state(page));
            remote += state == PageState.REMOTE ? 1 : 0;
            both += state == PageState.BOTH ? 1 : 0;
            if (state != PageState.LOCAL) {
                comparePlace(residency, model, page);
            }
        }
        assertThat(residency.remotePages()).isEqualTo(remote);
        assertThat(residency.hasBoth()).isEqualTo(both > 0);
    }

    private static void comparePlace(Residency residency, Model model, int page) {
        StoredObject stored = model.objects.get(page);
        int slot = residency.slotOf(page);
        assertThat(residency.objectOf(page).name()).isEqualTo(stored.name());
        assertThat(stored.pages()[slot]).isEqualTo(page);
        FetchUnit unit = residency.objectOf(page).unitOf(slot, UNIT_SLOTS);
        assertThat(unit.fromSlot() % UNIT_SLOTS).isZero();
        for (int i = 0; i < unit.slots(); i++) {
            int neighbour = stored.pages()[unit.fromSlot() + i];
            boolean valid = model.state(neighbour) != PageState.LOCAL && model.objects.get(neighbour) == stored;
            assertThat(unit.page(i)).isEqualTo(valid ? neighbour : -1);
            assertThat(unit.checksum(i)).isEqualTo(valid ? 1_000 + neighbour : 0);
        }
    }

    @Example
    void unitOf_highestSlotsEmpty_endsAtTheHighestInUse() {
        Residency residency = new Residency(1);
        residency.uploaded(new StoredObject("o", new int[] {1, 2, 3}, new int[] {0, 0, 0}));
        residency.written(3);

        assertThat(residency.objectOf(1).unitOf(0, UNIT_SLOTS).slots()).isEqualTo(2);
    }

    @Example
    void decode_anyBitFlipped_throws() {
        Residency residency = new Residency(1);
        residency.uploaded(new StoredObject("o", new int[] {1, 2}, new int[] {5, 6}));
        byte[] encoded = ResidencyCodec.encode(residency);
        for (int i = 0; i < encoded.length; i++) {
            byte[] damaged = encoded.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> ResidencyCodec.decode(damaged)).isInstanceOf(IOException.class);
        }
    }
}
