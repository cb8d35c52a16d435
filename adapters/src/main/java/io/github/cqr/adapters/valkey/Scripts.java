package io.github.cqr.adapters.valkey;

/**
 * The Lua scripts that change a run's keys. In each, what can be refused for want of memory comes first, so that a refused script has
 * changed nothing.
 */
enum Scripts {
    /**
     * Writes one event: KEYS control hash, outcome key; ARGV generation, writer, sequence number of the write before, that of this one,
     * outcome TTL in seconds, TTL of the control hash, action ({@code intent}, {@code completed}, {@code failed}, {@code withdrawn},
     * {@code touch}), intent field, value. Returns {@code ok}, {@code behind N} (the last one written is N), {@code lost} (no such run),
     * {@code reset} (another generation) or {@code replaced} (another writer).
     */
    WRITE("""
            local control, outcome = KEYS[1], KEYS[2]
            local prev, seq, ttl, control_ttl = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
            local action, intent, value = ARGV[7], ARGV[8], ARGV[9]
            local now = redis.call('HMGET', control, 'generation', 'writer', 'written')
            if not now[1] then return 'lost' end
            if now[1] ~= ARGV[1] then return 'reset' end
            if now[2] ~= ARGV[2] then return 'replaced' end
            local written = tonumber(now[3] or '0')
            if written >= seq then return 'ok' end
            if written < prev then return 'behind ' .. string.format('%.0f', written) end
            if action == 'intent' then
              redis.call('HSET', control, intent, value)
            elseif action == 'completed' or action == 'failed' then
              local before = redis.call('GET', outcome)
              local read, old = pcall(cjson.decode, before or '')
              local done = before and read and type(old) == 'table' and old.status == 'completed'
              if action == 'completed' or not done then
                redis.call('SET', outcome, value, 'EX', ttl)
              end
              if action == 'completed' and not done then
                redis.call('HINCRBY', control, 'completed', 1)
              end
            end
            if action ~= 'intent' and action ~= 'touch' then
              redis.call('HDEL', control, intent)
            end
            redis.call('HSET', control, 'written', ARGV[4])
            if redis.call('TTL', control) < control_ttl then
              redis.call('EXPIRE', control, control_ttl)
            end
            return 'ok'
            """),

    /**
     * Begins a run: KEYS control hash; ARGV TTL, writer, generation, completed, path, host, nodes, database (empty for none). Keeps the
     * generation and the count of a run that is there. Returns both.
     */
    BEGIN("""
            local control, ttl = KEYS[1], tonumber(ARGV[1])
            local new = not redis.call('HGET', control, 'generation')
            redis.call('HSET', control, 'writer', ARGV[2], 'written', '0', 'path', ARGV[5], 'host', ARGV[6],
              'nodes', ARGV[7])
            if new then redis.call('HSET', control, 'generation', ARGV[3], 'completed', ARGV[4]) end
            if ARGV[8] == '' then redis.call('HDEL', control, 'database')
            else redis.call('HSET', control, 'database', ARGV[8]) end
            if redis.call('TTL', control) < ttl then redis.call('EXPIRE', control, ttl) end
            return redis.call('HMGET', control, 'generation', 'completed')
            """),

    /**
     * Makes good a control hash whose last writes are gone, or all of it: KEYS and ARGV as in {@link #BEGIN}. Does not touch one of
     * another generation or writer. Returns {@code ok}, {@code reset} or {@code replaced}.
     */
    RESTORE("""
            local control, ttl = KEYS[1], tonumber(ARGV[1])
            local now = redis.call('HMGET', control, 'generation', 'writer')
            if now[1] and now[1] ~= ARGV[3] then return 'reset' end
            if now[2] and now[2] ~= ARGV[2] then return 'replaced' end
            redis.call('HSET', control, 'writer', ARGV[2], 'generation', ARGV[3], 'completed', ARGV[4], 'path', ARGV[5],
              'host', ARGV[6], 'nodes', ARGV[7])
            if ARGV[8] ~= '' then redis.call('HSET', control, 'database', ARGV[8]) end
            if redis.call('TTL', control) < ttl then redis.call('EXPIRE', control, ttl) end
            return 'ok'
            """),

    /**
     * Closes an open intent on a person's word: KEYS control hash, outcome key; ARGV intent field, outcome TTL, TTL of the control hash,
     * outcome (empty: none is written). Returns 1, or 0 when the intent is not open.
     */
    RESOLVE("""
            local control, outcome, ttl = KEYS[1], KEYS[2], tonumber(ARGV[3])
            if redis.call('HEXISTS', control, ARGV[1]) == 0 then return 0 end
            if ARGV[4] ~= '' then
              local before = redis.call('GET', outcome)
              local read, old = pcall(cjson.decode, before or '')
              if not (before and read and type(old) == 'table' and old.status == 'completed') then
                redis.call('SET', outcome, ARGV[4], 'EX', ARGV[2])
                redis.call('HINCRBY', control, 'completed', 1)
              end
            end
            redis.call('HDEL', control, ARGV[1])
            if redis.call('TTL', control) < ttl then redis.call('EXPIRE', control, ttl) end
            return 1
            """),

    /**
     * Begins a reset: KEYS control hash; ARGV a new generation, {@code force} or nothing. From then on no other process writes. Returns 1,
     * or 0 when an intent is open and force was not given.
     */
    FENCE("""
            local control = KEYS[1]
            if redis.call('EXISTS', control) == 0 then return 1 end
            if ARGV[2] ~= 'force' then
              for _, field in ipairs(redis.call('HKEYS', control)) do
                if string.sub(field, 1, 7) == 'intent:' then return 0 end
              end
            end
            redis.call('HSET', control, 'generation', ARGV[1])
            return 1
            """);

    private final String text;

    Scripts(String text) {
        this.text = text;
    }

    /** The script. */
    String text() {
        return text;
    }
}
