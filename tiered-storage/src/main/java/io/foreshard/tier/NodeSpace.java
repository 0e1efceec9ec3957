package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The part of the object store that belongs to one node: the identity of the store and the ownership of a namespace. Thread-safe. */
final class NodeSpace {
    private static final String OWNER_FILE = "owner";
    private static final String STORE_FILE = "store";
    /** Tells an operator who finds the directory what it is. */
    private static final String README_FILE = "README.txt";
    /** Object that identifies a store; created by the first node that offloads. */
    static final String STORE_OBJECT = "foreshard-store";

    private static final String TITLE = "foreshard-store 1";

    private final NodeDirectory directory;
    private final ObjectStore store;
    private final String uri;
    private final Supplier<UUID> ids;
    private final Ownership ownership;
    private volatile StoreIdentity identity;

    /**
     * @param uri URI of the store without options
     * @param name asked when the node has joined
     * @param ids returns random ids
     */
    NodeSpace(
            NodeDirectory directory,
            ObjectStore store,
            String uri,
            Supplier<NodeName> name,
            Clock clock,
            Supplier<UUID> ids,
            TierListener listener) {
        this.directory = directory;
        this.store = store;
        this.uri = uri;
        this.ids = ids;
        LocalFile file = ownerFile(directory);
        ownership = new Ownership(store, file, name, clock, ids, listener);
    }

    NodeDirectory directory() {
        return directory;
    }

    /** Returns the file of a node's directory that remembers its last claim. */
    static LocalFile ownerFile(NodeDirectory directory) {
        return new LocalFile() {
            @Override
            public byte[] read() throws IOException {
                return directory.read(OWNER_FILE);
            }

            @Override
            public void replace(byte[] content) throws IOException {
                directory.replace(OWNER_FILE, content);
            }

            @Override
            public String toString() {
                return directory + "/" + OWNER_FILE;
            }
        };
    }

    /** Returns whether this node has claimed a namespace, now or in an earlier session. */
    boolean isUsed() throws IOException {
        return directory.read(OWNER_FILE) != null;
    }

    Ownership ownership() {
        return ownership;
    }

    /**
     * Owns a namespace: claims one if this session has none.
     *
     * @throws IOException if the store failed, or this node must not write to it
     */
    void own() throws IOException {
        Claim claim = ownership.claim();
        if (!claim.isOwned()) {
            throw new IOException(claim.sentence());
        }
    }

    /**
     * Owns a namespace, and notices if another session has taken it: then the node holds it and takes a new one. Costs one request.
     *
     * @throws IOException as {@link #own}
     */
    void keep() throws IOException {
        own();
        if (!ownership.check()) {
            own();
        }
    }

    /**
     * Returns the identity of the store. Costs no request if this node has offloaded before, else one or two.
     *
     * @throws IOException if the store failed, or it is another store than the one this node has offloaded to
     */
    StoreIdentity identity() throws IOException {
        StoreIdentity known = identity;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (identity == null) {
                identity = find();
            }
            return identity;
        }
    }

    private StoreIdentity find() throws IOException {
        byte[] local = directory.read(STORE_FILE);
        StoreIdentity saved = local == null ? null : decode(directory + "/" + STORE_FILE, local);
        if (saved != null && saved.uri().equals(uri)) {
            return saved;
        }
        UUID id = remoteId();
        if (saved != null && !saved.id().equals(id)) {
            throw new IOException("The store " + uri + " is another one than " + saved.uri()
                    + ", which has the pages of this node. Configure that store, or recall all tables from it first.");
        }
        StoreIdentity found = new StoreIdentity(id, uri);
        directory.replace(README_FILE, readme(found).getBytes(StandardCharsets.UTF_8));
        directory.replace(STORE_FILE, encode(found));
        return found;
    }

    /**
     * Returns the id of the store if this node knows it or the store has one; creates nothing.
     *
     * @throws IOException if the store failed
     */
    Optional<UUID> findId() throws IOException {
        byte[] local = directory.read(STORE_FILE);
        if (local != null) {
            StoreIdentity saved = decode(directory + "/" + STORE_FILE, local);
            if (saved.uri().equals(uri)) {
                return Optional.of(saved.id());
            }
        }
        try {
            return Optional.of(readRemoteId());
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private UUID remoteId() throws IOException {
        try {
            return readRemoteId();
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
        UUID created = ids.get();
        try {
            store.put(STORE_OBJECT, ByteBuffer.wrap(encode(new StoreIdentity(created, ""))));
            return created;
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.ALREADY_EXISTS) {
                throw e;
            }
            return readRemoteId();
        }
    }

    private UUID readRemoteId() throws IOException {
        ByteBuffer content = store.read(STORE_OBJECT).content();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return decode("The object " + STORE_OBJECT, bytes).id();
    }

    private static String readme(StoreIdentity identity) {
        return """
                This directory belongs to the tiered storage of Foreshard, an extension of Apache Ignite.

                Pages of cold partitions of this node are in the object store
                    %s (store id %s)
                and its partition files (part-<n>.bin) have holes in their places. The files residency-<n>.log say which pages
                these are. Delete nothing here: without these files the node refuses to start.

                A partition file with remote pages carries a mark in its header, so that Ignite without Foreshard refuses it:
                "Unknown version of file page store: 1179844610". Nothing is lost. To use the files again, either
                  - start the node with Foreshard and tier.storeUri set to the store above, or
                  - recall all pages, so that Ignite starts without Foreshard: with Tier.recall on the running node, or
                    while the node is stopped with
                        java -cp 'DIRECTORY/*' io.foreshard.plugin.node.TierCommand restore CONFIG.xml

                If files here were lost or damaged, rebuild them from the object store while the node is stopped:
                        java -cp 'DIRECTORY/*' io.foreshard.plugin.node.TierCommand rebuild CONFIG.xml
                Back up this directory together with the partition files, while the node is stopped.
                """
                .formatted(identity.uri(), identity.id());
    }

    private static byte[] encode(StoreIdentity identity) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("id", identity.id().toString());
        values.put("uri", identity.uri());
        return CheckedText.encode(TITLE, values);
    }

    private static StoreIdentity decode(String source, byte[] bytes) throws IOException {
        Map<String, String> values = CheckedText.decode(TITLE, source, bytes);
        return new StoreIdentity(UUID.fromString(values.get("id")), values.get("uri"));
    }
}
