package io.foreshard.tier.testing;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects of a simulated store, as all machines share them; each machine sees them through its own {@link View}, which fails, lies and lets others run.
 * Remembers every name, so that a name that is used twice is found. Not thread-safe: one actor runs at a time.
 */
final class SimulatedStore {
    private final Clock clock;
    private final Map<String, Content> objects = new LinkedHashMap<>();
    private final Map<String, Content> deleted = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private long versions;

    /** Bytes of an object, never changed, and its version. */
    record Content(byte[] bytes, String version, long modifiedMillis, String writer) {}

    SimulatedStore(Clock clock) {
        this.clock = clock;
    }

    SimulatedStore copy() {
        SimulatedStore copy = new SimulatedStore(clock);
        copy.objects.putAll(objects);
        copy.deleted.putAll(deleted);
        copy.names.addAll(names);
        copy.versions = versions;
        return copy;
    }

    Map<String, Content> objects() {
        return objects;
    }

    /** Replaces the bytes of an object, as damage does. */
    void damage(String name, byte[] bytes) {
        Content found = objects.get(name);
        objects.put(name, new Content(bytes, found.version(), found.modifiedMillis(), found.writer()));
    }

    /** Returns the sentences about names that were used twice; the list is live. */
    List<String> violations() {
        return violations;
    }

    private Content content(ByteBuffer bytes, String writer) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new Content(copy, Long.toString(++versions), clock.millis(), writer);
    }

    /** One machine's connection to the store. */
    final class View implements ObjectStore {
        private final String machine;
        private final Power power;
        private final StoreFaults faults;
        private final Trace trace;

        View(String machine, Power power, StoreFaults faults, Trace trace) {
            this.machine = machine;
            this.power = power;
            this.faults = faults;
            this.trace = trace;
        }

        /** A call of the store. */
        private interface Call<T> {
            T run() throws ObjectStoreException;
        }

        private <T> T call(String operation, String name, Call<T> call) throws ObjectStoreException {
            power.locks().beginRequest(operation, name);
            try {
                return send("store." + operation, name, call);
            } finally {
                power.locks().endRequest(operation, name);
            }
        }

        private <T> T send(String point, String name, Call<T> call) throws ObjectStoreException {
            String detail = "#" + trace.number(name);
            power.pause(point + "/before");
            if (faults.failsBefore()) {
                power.leave(point, detail + " lost request");
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The request about " + name + " got lost.", null);
            }
            T answer;
            try {
                answer = call.run();
            } catch (ObjectStoreException e) {
                power.leave(point, detail + " " + e.reason());
                throw e;
            }
            boolean lost = faults.failsAfter();
            power.leave(point, detail + (lost ? " lost answer" : " done"));
            if (faults.isSlow()) {
                power.pause(point + ".answer");
            }
            if (lost) {
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The answer about " + name + " got lost.", null);
            }
            return answer;
        }

        @Override
        public void put(String name, ByteBuffer bytes) throws ObjectStoreException {
            call("put", name, () -> {
                if (objects.containsKey(name)) {
                    throw new ObjectStoreException(Reason.ALREADY_EXISTS, "An object " + name + " exists.", null);
                }
                if (!names.add(name) && !name.contains("/hold-")) {
                    violations.add("The name " + name + " was used twice.");
                }
                objects.put(name, content(bytes, machine));
                return null;
            });
        }

        @Override
        public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
            return call("get", name, () -> {
                byte[] bytes = find(name).bytes();
                if (offset + length > bytes.length) {
                    throw new ObjectStoreException(Reason.CORRUPT, "The object " + name + " is too short.", null);
                }
                return faults.body(ByteBuffer.wrap(bytes, (int) offset, length));
            });
        }

        @Override
        public VersionedObject read(String name) throws ObjectStoreException {
            return call("read", name, () -> {
                Content found = find(name);
                return new VersionedObject(faults.body(ByteBuffer.wrap(found.bytes())), found.version());
            });
        }

        private Content find(String name) throws ObjectStoreException {
            Content found = objects.get(name);
            if (found == null) {
                throw new ObjectStoreException(Reason.NOT_FOUND, "No object " + name + " exists.", null);
            }
            return found;
        }

        @Override
        public String replace(String name, ByteBuffer bytes, String expectedVersion) throws ObjectStoreException {
            return call("replace", name, () -> {
                Content found = objects.get(name);
                if (found == null ? expectedVersion != null : !found.version().equals(expectedVersion)) {
                    throw new ObjectStoreException(Reason.CONFLICT, "The object " + name + " has changed.", null);
                }
                Content next = content(bytes, machine);
                objects.put(name, next);
                return next.version();
            });
        }

        @Override
        public void delete(Collection<String> doomed) throws ObjectStoreException {
            call("delete", doomed.isEmpty() ? "" : doomed.iterator().next(), () -> {
                int left = faults.deletes(doomed.size());
                for (String name : doomed) {
                    if (left-- <= 0) {
                        throw new ObjectStoreException(Reason.UNAVAILABLE, "Not all were deleted.", null);
                    }
                    Content content = objects.remove(name);
                    if (content != null) {
                        deleted.put(name, content);
                    }
                }
                return null;
            });
        }

        @Override
        public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
            return call("list", prefix, () -> {
                List<ListedObject> page = new ArrayList<>();
                objects.forEach((name, content) -> {
                    if (name.startsWith(prefix) && !faults.omits(content.modifiedMillis(), clock.millis())) {
                        page.add(new ListedObject(name, content.bytes().length, content.modifiedMillis()));
                    }
                });
                deleted.forEach((name, content) -> {
                    if (name.startsWith(prefix) && !objects.containsKey(name) && faults.listsDeleted()) {
                        page.add(new ListedObject(name, content.bytes().length, content.modifiedMillis()));
                    }
                });
                return new ListedPage(page, null);
            });
        }

        @Override
        public void close() {
            // The objects stay, as those of any store do.
        }

        @Override
        public String toString() {
            return "simulated store";
        }
    }
}
