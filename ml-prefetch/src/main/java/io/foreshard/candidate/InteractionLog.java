package io.foreshard.candidate;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.Hashing;
import java.util.Arrays;
import java.util.UUID;

/**
 * The last interactions of all users with objects, in the order of their arrival, linked by user, by object and by group: the only state of the candidate sources, which count by walking
 * these links. An interaction is part of the next walk at once, and the oldest one makes room for a new one. Not thread-safe.
 *
 * <p>An interaction takes 24 bytes, an object, a group and a user 22 to 25 each. A position is a number of an interaction modulo 2^32; links are distances between positions.
 */
final class InteractionLog {
    /** The end of a walk. */
    static final int NONE = -1;

    /** Consecutive interactions that share a time. */
    private static final int TIME_BLOCK = 64;

    private static final int MIN_LENGTH = 1 << 10;

    private final int capacity;
    private final KeyTable objects = new KeyTable();
    private final KeyTable groups = new KeyTable();
    private final KeyTable users = new KeyTable();

    private int length = MIN_LENGTH;
    private int[] object = new int[length];
    private int[] session = new int[length];
    private int[] sameObject = new int[length];
    private int[] sameGroup = new int[length];
    private int[] sameUser = new int[length];
    private int[] following = new int[length];
    private int[] seconds = new int[length / TIME_BLOCK];

    private int end;
    private int size;
    private int sessions;

    /** What a candidate is. */
    enum Level {
        OBJECT,
        GROUP
    }

    /**
     * Creates an empty log.
     *
     * @param capacity interactions it holds, a power of two of at least 1,024; memory is taken as it fills
     */
    InteractionLog(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "The capacity of the log of interactions must be a power of two of at least " + MIN_LENGTH
                            + ", but was " + capacity + ".");
        }
        this.capacity = capacity;
    }

    /**
     * Appends an interaction.
     *
     * @param beginsSession whether it is the first of a session of its user
     * @param interest group of the object, or {@link UserAction#NO_INTEREST} for none
     */
    void append(UUID user, boolean beginsSession, long objectId, long interest, long timeMillis) {
        makeRoom();
        int slot = slot(end);
        int group = KeyTable.ABSENT;
        if (interest != UserAction.NO_INTEREST) {
            sameGroup[slot] = distance(groups, interest, 0);
            group = groups.touch(interest, 0, end, size);
        } else {
            sameGroup[slot] = 0;
        }
        sameObject[slot] = distance(objects, objectId, group);
        object[slot] = objects.touch(objectId, group, end, size);
        long who = Hashing.user(user);
        sameUser[slot] = distance(users, who, 0);
        users.touch(who, 0, end, size);
        following[slot] = 0;
        if (beginsSession || sameUser[slot] == 0) {
            session[slot] = sessions++;
        } else {
            int before = slot(end - sameUser[slot]);
            session[slot] = session[before];
            following[before] = sameUser[slot];
        }
        if (end % TIME_BLOCK == 0) {
            seconds[slot / TIME_BLOCK] = (int) (timeMillis / 1_000);
        }
        end++;
        size++;
    }

    /** Returns the last position of a user, or {@link #NONE}. */
    int lastOf(UUID user) {
        int key = users.find(Hashing.user(user), 0);
        return key != KeyTable.ABSENT && holds(end - users.last(key)) ? users.last(key) : NONE;
    }

    /** Returns the last position of an object or a group, or {@link #NONE} if it has left the log. */
    int lastOf(Level level, int key) {
        int position = (level == Level.OBJECT ? objects : groups).last(key);
        return holds(end - position) && key(level, position) == key ? position : NONE;
    }

    /** Returns the object or the group at a position; an interaction without a group has {@link KeyTable#ABSENT}. */
    int key(Level level, int position) {
        int item = object[slot(position)];
        return level == Level.OBJECT ? item : objects.qualifier(item);
    }

    /** Returns the position before this one with the same object or group, or {@link #NONE}. */
    int before(Level level, int position) {
        return back(position, level == Level.OBJECT ? sameObject : sameGroup);
    }

    /** Returns the position before this one of the same user, or {@link #NONE}. */
    int beforeOfUser(int position) {
        return back(position, sameUser);
    }

    /** Returns the position before this one in its session, or {@link #NONE}. */
    int beforeInSession(int position) {
        int before = back(position, sameUser);
        return before != NONE && session[slot(before)] == session[slot(position)] ? before : NONE;
    }

    /** Returns the position after this one in its session, or {@link #NONE}. */
    int afterInSession(int position) {
        int distance = following[slot(position)];
        return distance == 0 ? NONE : position + distance;
    }

    /** Returns the number of the session of a position. */
    int session(int position) {
        return session[slot(position)];
    }

    /** Returns the time of a position in seconds since 1970, late by at most the time of {@value #TIME_BLOCK} interactions. */
    int seconds(int position) {
        return seconds[slot(position) / TIME_BLOCK];
    }

    /** Returns the first position, or {@link #NONE} if the log is empty. */
    int newest() {
        return size == 0 ? NONE : end - 1;
    }

    /** Returns the position of the interaction before, of any user, or {@link #NONE}. */
    int older(int position) {
        return end - position < size ? position - 1 : NONE;
    }

    long objectId(int object) {
        return objects.id(object);
    }

    long interest(int group) {
        return group == KeyTable.ABSENT ? UserAction.NO_INTEREST : groups.id(group);
    }

    int groupOf(int object) {
        return objects.qualifier(object);
    }

    /** Returns the index of an object, or {@link KeyTable#ABSENT}. */
    int find(long objectId, int group) {
        return objects.find(objectId, group);
    }

    /** Returns the index of a group, or {@link KeyTable#ABSENT}. */
    int findGroup(long interest) {
        return groups.find(interest, 0);
    }

    int size() {
        return size;
    }

    /** Returns the bytes of the arrays. */
    long bytes() {
        return (long) length * 6 * Integer.BYTES
                + (long) seconds.length * Integer.BYTES
                + objects.bytes()
                + groups.bytes()
                + users.bytes();
    }

    private int distance(KeyTable keys, long id, int qualifier) {
        int key = keys.find(id, qualifier);
        if (key == KeyTable.ABSENT) {
            return 0;
        }
        int distance = end - keys.last(key);
        return holds(distance) ? distance : 0;
    }

    private int back(int position, int[] links) {
        int distance = links[slot(position)];
        return distance != 0 && holds(end - position + distance) ? position - distance : NONE;
    }

    /** Returns whether the position at a distance from the end is in the log. */
    private boolean holds(int distance) {
        return distance > 0 && distance <= size;
    }

    private int slot(int position) {
        return position & (length - 1);
    }

    private void makeRoom() {
        if (size < length) {
            return;
        }
        if (length == capacity) {
            int oldest = end - size;
            objects.removeIfLast(object[slot(oldest)], oldest);
            size--;
            return;
        }
        // A position keeps its slot, because the log has not wrapped around before it has its whole capacity.
        length *= 2;
        object = Arrays.copyOf(object, length);
        session = Arrays.copyOf(session, length);
        sameObject = Arrays.copyOf(sameObject, length);
        sameGroup = Arrays.copyOf(sameGroup, length);
        sameUser = Arrays.copyOf(sameUser, length);
        following = Arrays.copyOf(following, length);
        seconds = Arrays.copyOf(seconds, length / TIME_BLOCK);
    }
}
