package io.foreshard.plugin.internal.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The deferred requests of a node, ordered by the keys that they share: a request begins after all earlier ones that have a key of it.
 *
 * <p>A request with several keys waits for the last earlier request of each. It is added with all keys at once, so there is no cycle. Thread-safe.
 */
final class RequestOrder {
    private final Map<Object, Member> last = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** A deferred request. */
    abstract static class Member {
        private final Collection<Object> keys;
        private final List<Member> followers = new ArrayList<>(1);
        private int earlier;
        private boolean ended;

        /** @param keys things whose requests stay in order, compared by {@code equals} */
        Member(Collection<Object> keys) {
            this.keys = keys;
        }

        /** Called once, when no earlier request with a key of this one is left. */
        abstract void begin();
    }

    boolean isEmpty() {
        return size.get() == 0;
    }

    /** Returns the number of members. */
    int size() {
        return size.get();
    }

    /** Returns whether a member has one of some keys. */
    boolean hasAny(Collection<Object> keys) {
        return keys.stream().anyMatch(last::containsKey);
    }

    /** Adds a request, which begins now or after the earlier ones. */
    void add(Member member) {
        if (register(member)) {
            member.begin();
        }
    }

    /** Adds a request if it has to wait for an earlier one; else returns false. */
    boolean addBehind(Member member) {
        synchronized (this) {
            if (!hasAny(member.keys)) {
                return false;
            }
            register(member);
            return true;
        }
    }

    /** Returns whether there is no earlier request. */
    private synchronized boolean register(Member member) {
        for (Object key : member.keys) {
            Member before = last.put(key, member);
            if (before != null && before != member) {
                before.followers.add(member);
                member.earlier++;
            }
        }
        size.incrementAndGet();
        return member.earlier == 0;
    }

    /** Removes a member that has ended, and begins those that waited for it only. A second call does nothing. */
    void end(Member member) {
        remove(member).forEach(Member::begin);
    }

    private synchronized List<Member> remove(Member member) {
        if (member.ended) {
            return List.of();
        }
        member.ended = true;
        member.keys.forEach(key -> last.remove(key, member));
        size.decrementAndGet();
        List<Member> next = new ArrayList<>();
        for (Member follower : member.followers) {
            if (--follower.earlier == 0) {
                next.add(follower);
            }
        }
        return next;
    }
}
