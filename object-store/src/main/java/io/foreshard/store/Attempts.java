package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Runs attempts of calls on other threads, a late one twice if its {@link Hedge} allows it: the first answer counts, and the other sending is interrupted. Thread-safe.
 */
final class Attempts {
    private final Executor requests;
    private final StoreListener listener;

    Attempts(Executor requests, StoreListener listener) {
        this.requests = requests;
        this.listener = listener;
    }

    /** One sending of a call, which tells a queue that it has ended. */
    private static final class Sending<T> extends FutureTask<T> {
        private final long start = System.nanoTime();
        private final BlockingQueue<Sending<T>> ended;

        Sending(Callable<T> call, BlockingQueue<Sending<T>> ended) {
            super(call);
            this.ended = ended;
        }

        @Override
        protected void done() {
            ended.add(this);
        }

        /** Returns whether the other sending may still be answered. */
        boolean isUnanswered() {
            try {
                get();
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof ObjectStoreException known && known.reason() == Reason.UNAVAILABLE;
            } catch (InterruptedException e) {
                throw new IllegalStateException("A call that has ended is not waited for.", e);
            }
        }

        long elapsedNanos() {
            return System.nanoTime() - start;
        }
    }

    /**
     * Runs an attempt.
     *
     * @param atMostNanos time after which it is given up, second sending included
     * @throws ExecutionException with the exception of the attempt
     * @throws TimeoutException if it was not answered in time; it is interrupted
     * @throws RejectedExecutionException if there is no thread for it
     */
    <T> T send(Callable<T> call, Hedge hedge, PatientWaits waits, long atMostNanos)
            throws ExecutionException, TimeoutException {
        BlockingQueue<Sending<T>> ended = new LinkedBlockingQueue<>();
        List<Sending<T>> sent = new ArrayList<>(2);
        try {
            sent.add(submit(call, ended));
            Sending<T> answer = await(ended, hedge, sent, call, waits, atMostNanos);
            if (sent.size() > 1) {
                listener.hedged(answer == sent.get(1));
            }
            if (answer == null) {
                throw new TimeoutException();
            }
            return waits.answer(answer, atMostNanos);
        } finally {
            for (Sending<T> sending : sent) {
                if (!sending.isDone() || !sending.isUnanswered()) {
                    hedge.ended(sending.elapsedNanos());
                }
                sending.cancel(true);
            }
        }
    }

    private <T> Sending<T> await(
            BlockingQueue<Sending<T>> ended,
            Hedge hedge,
            List<Sending<T>> sent,
            Callable<T> call,
            PatientWaits waits,
            long atMostNanos) {
        long end = System.nanoTime() + atMostNanos;
        long delay = hedge.delayNanos();
        Sending<T> answer = waits.poll(ended, Math.min(delay, atMostNanos));
        if (answer != null) {
            return answer;
        }
        if (delay < atMostNanos && hedge.take()) {
            trySecond(call, ended, sent);
        }
        answer = waits.poll(ended, end - System.nanoTime());
        if (answer != null && sent.size() > 1 && answer.isUnanswered()) {
            Sending<T> other = waits.poll(ended, end - System.nanoTime());
            return other == null ? answer : other;
        }
        return answer;
    }

    private <T> Sending<T> submit(Callable<T> call, BlockingQueue<Sending<T>> ended) {
        Sending<T> sending = new Sending<>(call, ended);
        requests.execute(sending);
        return sending;
    }

    private <T> void trySecond(Callable<T> call, BlockingQueue<Sending<T>> ended, List<Sending<T>> sent) {
        try {
            sent.add(submit(call, ended));
        } catch (RejectedExecutionException e) {
            // The first one may still be answered.
        }
    }
}
