package io.foreshard.trace;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The figures of a trace, for comparison with another trace. Immutable and thread-safe.
 *
 * @param viewShare share of views among the actions
 * @param actionsPerSession mean actions of a session; a session ends with a gap of 30 minutes
 * @param medianSession median actions of a session
 * @param actionsPerUser mean actions of a user
 * @param sessionsPerUser mean sessions of a user
 * @param oneSessionUsers share of users with one session
 * @param revisitShare share of the actions with an object whose user acted on that object before
 * @param objectsSeenOnce share of the objects that occur once
 * @param returnAfter30Days share of users whose last action is at least 30 days after their first
 */
public record TraceStatistics(
        double viewShare,
        double actionsPerSession,
        double medianSession,
        double actionsPerUser,
        double sessionsPerUser,
        double oneSessionUsers,
        double revisitShare,
        double objectsSeenOnce,
        double returnAfter30Days) {
    /** Returns the figures of actions ordered by time, at least one. */
    public static TraceStatistics of(List<UserAction> actions) {
        Map<UUID, List<UserAction>> users = new HashMap<>();
        Map<Long, Integer> objects = new HashMap<>();
        int views = 0;
        for (UserAction action : actions) {
            users.computeIfAbsent(action.userId(), unused -> new ArrayList<>()).add(action);
            views += action.type() == ActionType.VIEW ? 1 : 0;
            if (action.objectId() != UserAction.NO_OBJECT) {
                objects.merge(action.objectId(), 1, Integer::sum);
            }
        }
        List<Integer> sessions = new ArrayList<>();
        int oneSession = 0;
        int revisits = 0;
        int withObject = 0;
        int returned = 0;
        for (List<UserAction> own : users.values()) {
            int before = sessions.size();
            int length = 0;
            long last = Long.MIN_VALUE;
            Set<Long> seen = new HashSet<>();
            for (UserAction action : own) {
                if (length > 0 && action.time().toEpochMilli() - last > Sessions.GAP.toMillis()) {
                    sessions.add(length);
                    length = 0;
                }
                length++;
                last = action.time().toEpochMilli();
                if (action.objectId() != UserAction.NO_OBJECT) {
                    withObject++;
                    revisits += seen.add(action.objectId()) ? 0 : 1;
                }
            }
            sessions.add(length);
            oneSession += sessions.size() - before == 1 ? 1 : 0;
            returned += last - own.get(0).time().toEpochMilli()
                            >= Duration.ofDays(30).toMillis()
                    ? 1
                    : 0;
        }
        List<Integer> sorted = new ArrayList<>(sessions);
        sorted.sort(null);
        return new TraceStatistics(
                (double) views / actions.size(),
                (double) actions.size() / sessions.size(),
                sorted.get(sorted.size() / 2),
                (double) actions.size() / users.size(),
                (double) sessions.size() / users.size(),
                (double) oneSession / users.size(),
                withObject == 0 ? 0 : (double) revisits / withObject,
                objects.isEmpty()
                        ? 0
                        : (double) objects.values().stream()
                                        .filter(count -> count == 1)
                                        .count()
                                / objects.size(),
                (double) returned / users.size());
    }
}
