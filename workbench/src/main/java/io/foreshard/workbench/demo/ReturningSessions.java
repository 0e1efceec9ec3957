package io.foreshard.workbench.demo;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The sessions in the newest part of a trace whose users also acted before that part; the demo replays them.
 *
 * <p>A session is a sequence of a user's actions without a gap of 30 minutes. The newest part begins after a share of the actions.
 */
final class ReturningSessions {
    private ReturningSessions() {}

    /**
     * Returns the first sessions of returning users, in the order of their start, up to a number of actions.
     *
     * @param actions a trace ordered by time
     * @param historyShare share of the actions that are history, 0 to 1
     * @param maxActions actions in all sessions together
     */
    static List<List<UserAction>> of(List<UserAction> actions, double historyShare, int maxActions) {
        int begin = (int) (actions.size() * historyShare);
        Set<UUID> known = new HashSet<>();
        Map<UUID, Long> lastSeen = new HashMap<>();
        for (UserAction action : actions.subList(0, begin)) {
            known.add(action.userId());
            lastSeen.put(action.userId(), action.time().toEpochMilli());
        }
        Map<UUID, List<UserAction>> open = new HashMap<>();
        List<List<UserAction>> sessions = new ArrayList<>();
        int taken = 0;
        for (UserAction action : actions.subList(begin, actions.size())) {
            Long last = lastSeen.put(action.userId(), action.time().toEpochMilli());
            boolean begins = last == null || action.time().toEpochMilli() - last > Sessions.GAP.toMillis();
            if (begins) {
                open.remove(action.userId());
                if (taken < maxActions && known.contains(action.userId())) {
                    List<UserAction> session = new ArrayList<>();
                    sessions.add(session);
                    open.put(action.userId(), session);
                }
            }
            List<UserAction> session = open.get(action.userId());
            if (session != null && taken < maxActions) {
                session.add(action);
                taken++;
            }
        }
        return sessions;
    }
}
