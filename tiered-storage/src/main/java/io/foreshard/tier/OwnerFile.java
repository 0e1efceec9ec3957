package io.foreshard.tier;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The memory of a node's claims on its disk; notices when another process writes it. Not thread-safe. */
final class OwnerFile {
    private final LocalFile file;
    /** Content of the last read or successful write; a failed write leaves this one or the attempted one. */
    private LocalOwner current;

    private LocalOwner attempted;
    private boolean replaced;

    OwnerFile(LocalFile file) {
        this.file = file;
    }

    /** Returns the content, empty if there is none. */
    Optional<LocalOwner> read() throws IOException {
        byte[] content = file.read();
        LocalOwner found = content == null ? null : LocalOwner.decode(file, content);
        replaced = attempted != null
                && !attempted.equals(found)
                && (current == null ? found != null : !current.equals(found));
        if (!replaced) {
            current = found;
        }
        return Optional.ofNullable(found);
    }

    /** Returns whether the last read found a content that neither this process wrote nor it had read before. */
    boolean isReplaced() {
        return replaced;
    }

    /** Replaces the content; durable when the method returns. */
    LocalOwner write(LocalOwner owner) throws IOException {
        attempted = owner;
        file.replace(owner.encode());
        current = owner;
        return owner;
    }

    /** Returns the content as this process knows it, empty before its first read or write. */
    Optional<LocalOwner> current() {
        return Optional.ofNullable(current);
    }

    /** Returns the namespaces that the node holds. */
    List<Namespace> held() {
        return current == null ? List.of() : current.held();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
