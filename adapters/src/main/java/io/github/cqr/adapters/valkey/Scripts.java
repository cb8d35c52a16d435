package io.github.cqr.adapters.valkey;

/**
 * The Lua scripts that change a run's keys. In each, what can be refused for want of memory comes first, so that a refused script has
 * changed nothing. Each but {@link #ACQUIRE} and {@link #RESTORE} changes nothing when the control hash has another writer or generation
 * than the caller's, and says so with one of these words: {@code lost} (there is no such run), {@code replaced} (another writer) or
 * {@code reset} (another generation). KEYS[1] is always the control hash; ARGV[1] and ARGV[2] are generation and writer.
 */
enum Scripts {
    /**
     * Writes one event: KEYS control hash, outcome key; ARGV generation, writer, sequence number of the write before, that of this one,
     * outcome TTL in seconds, TTL of the control hash, action ({@link Write.Action}), intent field, value, partial field, partial marker
     * (empty for none). Of an attempt that was judged nothing is written but that the event was. Returns {@code ok}, {@code behind N} (the
     * last one written is N), or why not.
     */
    WRITE("""
            local no = refusal()
            if no then return no end
            local outcome = KEYS[2]
            local prev, seq, ttl, control_ttl = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6]
            local action, intent, value, partial, marker = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11]
            local written = tonumber(redis.call('HGET', control, 'written') or '0')
            if written >= seq then return 'ok' end
            if written < prev then return 'behind ' .. string.format('%.0f', written) end
            local judged = 'judged:' .. string.sub(intent, 8)
            if redis.call('HEXISTS', control, judged) == 1 then action = 'touch' end
            if action == 'intent' or (action == 'adopted' and redis.call('HEXISTS', control, intent) == 0) then
              redis.call('HSET', control, intent, value)
            elseif action == 'completed' then
              complete(outcome, value, ttl, partial)
            elseif action == 'failed' then
              fail(outcome, value, ttl, partial, marker)
            elseif action == 'retried' and marker ~= '' and not completed(outcome) then
              redis.call('HSET', control, partial, marker)
            elseif action == 'undoing' and marker ~= '' and redis.call('HEXISTS', control, partial) == 0 then
              redis.call('HSET', control, partial, marker)
            end
            if action ~= 'intent' and action ~= 'adopted' and action ~= 'touch' then
              redis.call('HDEL', control, intent)
            end
            if action == 'failed' or action == 'retried' then redis.call('HSET', control, judged, '1') end
            redis.call('HSET', control, 'written', ARGV[4])
            live(control_ttl)
            return 'ok'
            """),

    /**
     * Begins a run: ARGV generation (as at the acquisition), writer, TTL, new generation, completed, path, host, nodes, database (empty for
     * none). Keeps the generation and the count of a run that is there. Returns {@code ok} and both, or why not.
     */
    BEGIN("""
            local no = refusal()
            if no then return {no} end
            redis.call('HSET', control, 'begun', '1', 'path', ARGV[6], 'host', ARGV[7], 'nodes', ARGV[8])
            if ARGV[1] == '' then redis.call('HSET', control, 'generation', ARGV[4], 'completed', ARGV[5]) end
            if ARGV[9] == '' then redis.call('HDEL', control, 'database')
            else redis.call('HSET', control, 'database', ARGV[9]) end
            live(ARGV[3])
            local kept = redis.call('HMGET', control, 'generation', 'completed')
            return {'ok', kept[1], kept[2] or '0'}
            """),

    /**
     * Asks, before writes that do not begin the run: ARGV generation, writer, TTL. Returns {@code ok}, the generation, the count of completed
     * statements and the server, or why not.
     */
    CATCH_UP("""
            local no = refusal()
            if no then return {no} end
            live(ARGV[3])
            local kept = redis.call('HMGET', control, 'generation', 'completed')
            return {'ok', kept[1] or '', kept[2] or '0', server()}
            """),

    /**
     * Makes good a control hash whose last writes are gone, or all of it. Does not touch one of another writer or generation, nor what is
     * there of it but for that it was begun, and does not make a lease last longer. ARGV as in {@link #BEGIN}, then holder, epoch, how long the lease lasts and how
     * long ago it was renewed (both ms), renewals, seen; then pairs of a session's field and value. Returns {@code ok}, or why not.
     */
    RESTORE("""
            local there = redis.call('HMGET', control, 'generation', 'writer')
            if there[1] or there[2] then
              local no = refusal()
              if no then return no end
            else
              local renewed = now() - tonumber(ARGV[13])
              redis.call('HSET', control, 'writer', ARGV[2], 'generation', ARGV[1], 'completed', ARGV[5], 'path', ARGV[6],
                'host', ARGV[7], 'nodes', ARGV[8], 'holder', ARGV[10], 'epoch', ARGV[11], 'expires',
                number(renewed + tonumber(ARGV[12])), 'renewed', number(renewed), 'renewals', ARGV[14], 'seen', ARGV[15],
                'clean', '0', 'server', server())
              if ARGV[9] ~= '' then redis.call('HSET', control, 'database', ARGV[9]) end
            end
            redis.call('HSET', control, 'begun', '1', 'server', server())
            for i = 16, #ARGV, 2 do redis.call('HSET', control, ARGV[i], ARGV[i + 1]) end
            live(ARGV[3])
            return 'ok'
            """),

    /**
     * Takes the lease: ARGV instance, writer, TTL of the control hash, holder, how long it lasts in ms, {@code steal} or nothing, instance of
     * the holder that is known to be dead or nothing. The
     * former holder that is told is the last one that began the run: one that took the lease and ended before that has dispatched nothing,
     * and may not have looked after what its own former holder left. Returns {@code granted}, epoch, the former holder (empty for none), {@code 1} if that ended clean, ms since its last renewal, what it had
     * seen, the run's generation (empty for none), {@code 0} if another server took its last renewal; or {@code held}, holder, ms for which it is to be left alone, its renewals.
     */
    ACQUIRE("""
            local lasts, time = tonumber(ARGV[5]), now()
            local f = redis.call('HMGET', control, 'holder', 'expires', 'renewed', 'renewals', 'seen', 'clean', 'server',
              'met', 'generation', 'begun')
            local holder, clean, id = f[1], f[6] == '1', server()
            local same = holder and not clean and cjson.decode(holder).instance == ARGV[1]
            if holder and not same and ARGV[6] ~= 'steal' then
              local left = tonumber(f[2] or '0') - time
              local changed = not clean and id ~= '' and f[7] and f[7] ~= '' and f[7] ~= id
              if cjson.decode(holder).instance == ARGV[7] then
                left = changed and lasts - uptime() or 0
              elseif left <= 0 and changed then
                local met, at = string.match(f[8] or '', '^(%w+) (%d+)$')
                if met ~= id then
                  at = number(time)
                  redis.call('HSET', control, 'met', id .. ' ' .. at)
                  live(ARGV[3])
                end
                left = tonumber(at) + lasts - time
              end
              if left > 0 then return {'held', holder, number(left), f[4] or '0'} end
            end
            if not same then
              if f[10] == '1' or redis.call('HEXISTS', control, 'former') == 0 then
                redis.call('HSET', control, 'former', holder or '', 'former_clean', (clean or not holder) and '1' or '0',
                  'former_renewed', f[3] or number(time), 'former_seen', f[5] or '{}', 'former_server', f[7] or '')
              end
              redis.call('HSET', control, 'seen', '{}', 'begun', '0')
            end
            redis.call('HSET', control, 'holder', ARGV[4], 'writer', ARGV[2], 'written', '0', 'expires',
              number(time + lasts), 'renewed', number(time), 'renewals', '0', 'clean', '0', 'server', id)
            redis.call('HDEL', control, 'met')
            local epoch = redis.call('HINCRBY', control, 'epoch', 1)
            live(ARGV[3])
            local was = redis.call('HMGET', control, 'former', 'former_clean', 'former_renewed', 'former_seen',
              'former_server')
            local other = id ~= '' and was[5] and was[5] ~= '' and was[5] ~= id
            return {'granted', number(epoch), was[1] or '', was[2] or '1', number(time - tonumber(was[3] or time)),
              was[4] or '{}', f[9] or '', other and '0' or '1'}
            """),

    /**
     * Renews the lease: ARGV generation, writer, TTL of the control hash, sequence number of the last write that was acknowledged (-1 for a
     * process that has not begun the run), number of the renewal, how long it lasts in ms, seen; then pairs of a session's field and value. A renewal that comes late changes nothing. A server
     * that is not the one that had the run before may lack what is numbered by nobody (sessions, what was found at the start): it counts as behind.
     * Returns {@code ok}, {@code behind N} as in {@link #WRITE}, or why not.
     */
    RENEW("""
            local no = refusal()
            if no then return no end
            local lacking, id, begun = behind(tonumber(ARGV[4])), server(), ARGV[4] ~= '-1'
            if lacking then return lacking end
            if tonumber(redis.call('HGET', control, 'renewals') or '0') >= tonumber(ARGV[5]) then return 'ok' end
            local time = now()
            redis.call('HSET', control, 'expires', number(time + tonumber(ARGV[6])), 'renewed', number(time), 'renewals',
              ARGV[5], 'seen', ARGV[7], 'clean', '0')
            if begun then redis.call('HSET', control, 'server', id) end
            for i = 8, #ARGV, 2 do redis.call('HSET', control, ARGV[i], ARGV[i + 1]) end
            live(ARGV[3])
            return 'ok'
            """),

    /**
     * Gives the lease back: ARGV generation, writer, {@code 1} for a clean end or {@code 0}, number of the last write that was acknowledged
     * and the mark that the process's event log owes nothing (-1 and empty for a process that has not begun the run, or does not vouch for
     * its end). Returns {@code ok}, {@code behind N} as {@link #RENEW} does, or why not.
     */
    RELEASE("""
            local no = refusal()
            if no then return no end
            local lacking = behind(tonumber(ARGV[4]))
            if lacking then return lacking end
            if ARGV[5] ~= '' then redis.call('HSET', control, ARGV[5], '1') end
            redis.call('HSET', control, 'expires', '0', 'clean', ARGV[3])
            return 'ok'
            """),

    /**
     * Puts a session on record if the lease has not expired: ARGV generation, writer, field, value. Returns {@code ok}, {@code expired}, or
     * why not.
     */
    REGISTER("""
            local no = refusal()
            if no then return no end
            if tonumber(redis.call('HGET', control, 'expires') or '0') <= now() then return 'expired' end
            redis.call('HSET', control, ARGV[3], ARGV[4])
            return 'ok'
            """),

    /**
     * Sets a mark: ARGV generation, writer, field, the server that has what it speaks of (empty where that is not known). Returns {@code ok},
     * {@code another} if this is not that server, or why not.
     */
    MARK("""
            local no = refusal()
            if no then return no end
            if ARGV[4] ~= '' and server() ~= ARGV[4] then return 'another' end
            redis.call('HSET', control, ARGV[3], '1')
            return 'ok'
            """),

    /** Deletes a field: ARGV generation, writer, field. Returns {@code ok}, or why not. */
    FORGET("""
            local no = refusal()
            if no then return no end
            redis.call('HDEL', control, ARGV[3])
            return 'ok'
            """),

    /**
     * Closes an intent, or a partial marker, with what became of it: KEYS control hash, outcome key; ARGV generation, writer, outcome TTL,
     * TTL of the control hash, action ({@code completed}, {@code failed}, {@code close}, {@code undoing}), field to delete, value, partial
     * field, partial marker, mark of a judged attempt (both empty for none). Returns {@code counted} when a statement more is completed, {@code ok}, or why not.
     */
    SETTLE("""
            local no = refusal()
            if no then return no end
            local action, counted = ARGV[5], false
            if action == 'completed' then
              counted = complete(KEYS[2], ARGV[7], ARGV[3], ARGV[8])
            elseif action == 'failed' then
              fail(KEYS[2], ARGV[7], ARGV[3], ARGV[8], ARGV[9])
            elseif action == 'undoing' and redis.call('HEXISTS', control, ARGV[8]) == 0 then
              redis.call('HSET', control, ARGV[8], ARGV[9])
            end
            redis.call('HDEL', control, ARGV[6])
            if ARGV[10] ~= '' then redis.call('HSET', control, ARGV[10], '1') end
            live(ARGV[4])
            return counted and 'counted' or 'ok'
            """),

    /**
     * Begins a reset: ARGV generation, writer, new generation, {@code force} or nothing. Returns {@code ok}, {@code open} when an intent or
     * a partial marker is there and force was not given, or why not.
     */
    FENCE("""
            local no = refusal()
            if no then return no end
            if ARGV[4] ~= 'force' then
              for _, field in ipairs(redis.call('HKEYS', control)) do
                if string.find(field, '^intent:') or string.find(field, '^partial:') then return 'open' end
              end
            end
            redis.call('HSET', control, 'generation', ARGV[3])
            return 'ok'
            """),

    /** Ends a reset: ARGV generation, writer. Of the control hash only the lease and the sessions stay. Returns {@code ok}, or why not. */
    EMPTY("""
            local no = refusal()
            if no then return no end
            local kept = {holder = 1, epoch = 1, expires = 1, renewed = 1, renewals = 1, seen = 1, clean = 1, server = 1,
              writer = 1, begun = 1, former = 1, former_clean = 1, former_renewed = 1, former_seen = 1,
              former_server = 1}
            for _, field in ipairs(redis.call('HKEYS', control)) do
              if not kept[field] and not string.find(field, '^session:') then redis.call('HDEL', control, field) end
            end
            return 'ok'
            """),

    /**
     * Sets the count of completed statements: ARGV generation, writer, count, sequence number of the last write (empty for any). Changes
     * nothing when another write came meanwhile: it is late. Returns {@code ok}, or why not.
     */
    COUNT("""
            local no = refusal()
            if no then return no end
            if ARGV[4] ~= '' and redis.call('HGET', control, 'written') ~= ARGV[4] then return 'ok' end
            redis.call('HSET', control, 'completed', ARGV[3])
            return 'ok'
            """);

    /** Instead of a sequence number: this process has not begun the run. */
    static final long NOT_BEGUN = -1;

    private final String text;

    Scripts(String body) {
        this.text = Lua.COMMON + body;
    }

    /** The script. */
    String text() {
        return text;
    }

    /** What the scripts share. */
    private interface Lua {
        /** A user may lack the right to ask for INFO: then {@code server()} is empty, and one server cannot be told from another. */
        String COMMON = """
                local control = KEYS[1]
                local function refusal()
                  local own = redis.call('HMGET', control, 'generation', 'writer')
                  if not own[1] and not own[2] then return 'lost' end
                  if own[2] ~= ARGV[2] then return 'replaced' end
                  if (own[1] or '') ~= ARGV[1] then return 'reset' end
                end
                local function number(n) return string.format('%.0f', n) end
                local function now()
                  local t = redis.call('TIME')
                  return t[1] * 1000 + math.floor(t[2] / 1000)
                end
                local function server()
                  local info = redis.pcall('INFO', 'server')
                  return type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
                end
                local function behind(anchor)
                  local f, id = redis.call('HMGET', control, 'written', 'server'), server()
                  local written, other = tonumber(f[1] or '0'), id ~= '' and (f[2] or '') ~= '' and f[2] ~= id
                  if anchor >= 0 and (other or written < anchor) then return 'behind ' .. string.format('%.0f', written) end
                end
                local function uptime()
                  local info = redis.pcall('INFO', 'server')
                  return (tonumber(string.match(info, 'uptime_in_seconds:(%d+)') or '0') or 0) * 1000
                end
                local function live(ttl)
                  if redis.call('TTL', control) < tonumber(ttl) then redis.call('EXPIRE', control, ttl) end
                end
                local function completed(outcome)
                  local before = redis.call('GET', outcome)
                  local read, old = pcall(cjson.decode, before or '')
                  return before and read and type(old) == 'table' and old.status == 'completed'
                end
                local function complete(outcome, value, ttl, partial)
                  local before = completed(outcome)
                  redis.call('SET', outcome, value, 'EX', ttl)
                  if not before then redis.call('HINCRBY', control, 'completed', 1) end
                  redis.call('HDEL', control, partial)
                  return not before
                end
                local function fail(outcome, value, ttl, partial, marker)
                  if completed(outcome) then return end
                  redis.call('SET', outcome, value, 'EX', ttl)
                  if marker ~= '' then redis.call('HSET', control, partial, marker) end
                end
                """;
    }
}
