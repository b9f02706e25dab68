-- Counts one call against every limit (GCRA), or against none where one refuses.
-- A limit's value is the microsecond at which it would be wholly refilled.
-- KEYS: the limits
-- ARGV: 1 now, then for each limit the cost of a call and the period; all microseconds
-- Returns {0, 0}, or {number of the first refusing limit from 1, microseconds to wait}.
local now = tonumber(ARGV[1])
local filled = {}
for i, key in ipairs(KEYS) do
  local cost, period = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local stored = tonumber(redis.call('GET', key) or now)
  -- Bounded above, so that a limit that was made shorter holds at once.
  filled[i] = math.min(math.max(stored, now), now + period) + cost
  local wait = filled[i] - period - now
  if wait > 0 then
    return { i, wait }
  end
end
for i, key in ipairs(KEYS) do
  local keep = math.ceil((filled[i] - now) / 1000000) + 60
  redis.call('SET', key, string.format('%.0f', filled[i]), 'EX', string.format('%.0f', keep))
end
return { 0, 0 }
