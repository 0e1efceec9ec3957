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
    private static final int SLOT_BITS = 4;
    private static final int UNIT_SLOTS = 4;

    /** The event of a step. */
    private enum Kind {
        /** The local pages from a page on are uploaded, one page of them was written while that ran, and all pages with both copies are released. */
        OFFLOAD,
        /** The same without the release. */
        UPLOAD,
        /** A page is fetched. */
        FETCH,
        /** A page is written. */
        WRITE,
        /** The local copy of a page is given up. */
        RELEASE
    }

    /** A step at a page. */
    record Step(int page, Kind kind) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.integers().between(0, PAGES - 1), Arbitraries.of(Kind.class))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    /** The expected state and object of each page. */
    private static final class Model {
        private final Map<Integer, PageState> states = new TreeMap<>();
        private final Map<Integer, StoredObject> objects = new HashMap<>();
        private int uploads;

        PageState state(int page) {
            return states.getOrDefault(page, PageState.LOCAL);
        }

        StoredObject upload(int first) {
            int[] pages = IntStream.range(first, PAGES)
                    .filter(page -> state(page) == PageState.LOCAL)
                    .toArray();
            int[] checksums = Arrays.stream(pages).map(page -> 1_000 + page).toArray();
            return new StoredObject("o" + ++uploads, uploads, uploads, pages, checksums);
        }

        void uploaded(StoredObject stored, int written, AfterUpload after) {
            for (int page : stored.pages()) {
                states.put(page, PageState.BOTH);
                objects.put(page, stored);
            }
            states.put(written, PageState.LOCAL);
            if (after == AfterUpload.RELEASE) {
                states.replaceAll((page, state) -> state == PageState.BOTH ? PageState.REMOTE : state);
            }
        }
    }

    @Property
    void events_anySequence_equalTheModel(@ForAll("steps") List<Step> steps) throws IOException {
        Residency residency = new Residency(1, 0, SLOT_BITS);
        Model model = new Model();
        for (Step step : steps) {
            apply(residency, model, step);
            compare(residency, model);
        }
        compare(ResidencyRecord.state(0, residency).appliedTo(null), model);
        compare(residency.copy(page -> false), model);
        List<String> named = model.objects.entrySet().stream()
                .filter(entry -> model.state(entry.getKey()) != PageState.LOCAL)
                .map(entry -> entry.getValue().name())
                .distinct()
                .toList();
        residency.takeDead();
        assertThat(residency.objects().stream().map(PageObject::name)).containsExactlyInAnyOrderElementsOf(named);
    }

    private static void apply(Residency residency, Model model, Step step) {
        switch (step.kind()) {
            case OFFLOAD, UPLOAD -> {
                AfterUpload after = step.kind() == Kind.OFFLOAD ? AfterUpload.RELEASE : AfterUpload.KEEP;
                StoredObject stored = model.upload(step.page());
                ChangedPages written = new ChangedPages();
                written.add(step.page());
                List<StoredObject> objects = stored.pages().length == 0 ? List.of() : List.of(stored);
                residency.uploaded(objects, written, after);
                model.uploaded(stored, step.page(), after);
            }
            case FETCH -> {
                if (model.state(step.page()) == PageState.REMOTE) {
                    residency.fetched(step.page());
                    model.states.put(step.page(), PageState.BOTH);
                } else {
                    assertThatThrownBy(() -> residency.fetched(step.page())).isInstanceOf(IllegalStateException.class);
                }
            }
            case WRITE -> {
                residency.written(step.page());
                model.states.put(step.page(), PageState.LOCAL);
            }
            case RELEASE -> {
                if (model.state(step.page()) == PageState.LOCAL) {
                    assertThatThrownBy(() -> residency.released(step.page())).isInstanceOf(IllegalStateException.class);
                } else {
                    residency.released(step.page());
                    model.states.put(step.page(), PageState.REMOTE);
                }
            }
        }
    }

    private static void compare(Residency residency, Model model) {
        int remote = 0;
        int both = 0;
        byte[] units = residency.pagesWithBoth(UNIT_SLOTS);
        for (int page = 0; page < PAGES; page++) {
            PageState state = residency.state(page);
            assertThat(state).as("state of page %d", page).isEqualTo(model.state(page));
            assertThat(residency.isRemote(page)).isEqualTo(state == PageState.REMOTE);
            remote += state == PageState.REMOTE ? 1 : 0;
            both += state == PageState.BOTH ? 1 : 0;
            if (state != PageState.LOCAL) {
                comparePlace(residency, model, page);
            }
        }
        assertThat(residency.remotePages()).isEqualTo(remote);
        assertThat(residency.bothPages()).isEqualTo(both);
        for (int unit = 0; unit < PAGES / UNIT_SLOTS; unit++) {
            int first = unit * UNIT_SLOTS;
            long expected = IntStream.range(first, first + UNIT_SLOTS)
                    .filter(page -> model.state(page) == PageState.BOTH)
                    .count();
            assertThat(unit < units.length ? (long) units[unit] : 0).isEqualTo(expected);
        }
    }

    private static void comparePlace(Residency residency, Model model, int page) {
        StoredObject stored = model.objects.get(page);
        int slot = residency.slotOf(page);
        PageObject object = residency.objectOf(page);
        assertThat(object.name()).isEqualTo(stored.name());
        assertThat(object.generation()).isEqualTo(stored.generation());
        assertThat(stored.pages()[slot]).isEqualTo(page);
        assertThat(object.checksum(slot)).isEqualTo(1_000 + page);
        FetchUnit unit = object.range(slot / UNIT_SLOTS * UNIT_SLOTS, (slot / UNIT_SLOTS + 1) * UNIT_SLOTS);
        assertThat(unit.fromSlot() % UNIT_SLOTS).isZero();
        assertThat(unit.slotOf(page)).isEqualTo(slot - unit.fromSlot());
        for (int i = 0; i < unit.slots(); i++) {
            int neighbour = stored.pages()[unit.fromSlot() + i];
            boolean valid = model.state(neighbour) != PageState.LOCAL && model.objects.get(neighbour) == stored;
            assertThat(unit.page(i)).isEqualTo(valid ? neighbour : PageObject.EMPTY);
        }
    }

    private static void offload(Residency residency, StoredObject stored) {
        residency.uploaded(List.of(stored), new ChangedPages(), AfterUpload.RELEASE);
    }

    @Example
    void offloaded_pageNotLocal_isRefused() {
        Residency residency = new Residency(1, 0, SLOT_BITS);
        offload(residency, new StoredObject("a", 1, 0, new int[] {2}, new int[] {0}));

        assertThatThrownBy(() -> offload(residency, new StoredObject("b", 1, 0, new int[] {2}, new int[] {0})))
                .isInstanceOf(IllegalStateException.class);
    }

    @Example
    void takeDead_freedIndex_isUsedAgain() {
        Residency residency = new Residency(1, 0, SLOT_BITS);
        for (int round = 1; round < 5_000; round++) {
            offload(residency, new StoredObject("o" + round, round, 0, new int[] {1}, new int[] {round}));
            residency.written(1);
            assertThat(residency.takeDead()).hasSize(1);
        }
        offload(residency, new StoredObject("last", 1, 0, new int[] {1}, new int[] {7}));

        assertThat(residency.objectOf(1).name()).isEqualTo("last");
        assertThat(residency.slotOf(1)).isZero();
    }
}
