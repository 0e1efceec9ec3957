package io.foreshard.tier;

import java.io.IOException;
import java.util.concurrent.Executor;

/** The database as an image of its disk is taken. Implementations are thread-safe. */
public interface ImageSource {
    /** Returns the bytes of a page. */
    int pageBytes();

    /** Returns whether the database is so far that an image can be asked for; false while the cluster is inactive. */
    boolean isReady();

    /**
     * Makes a checkpoint and passes all files of this node, as of that checkpoint, to a target; returns when the target has taken all.
     *
     * @param executor runs the calls of the target
     * @throws IOException with a sentence, if no image can be taken at present, or the target failed
     * @throws InterruptedException if the thread is interrupted; nothing is passed any more when the method has thrown
     */
    void copy(ImageTarget target, Executor executor) throws IOException, InterruptedException;
}
