-- Counts one call against every limit (GCRA), or against none where one refuses; gives the session beside it.
-- A limit's value is the microsecond at which it would be wholly refilled.
-- KEYS: the limits, then the session if there is one
-- ARGV: 1 now, then for each limit the cost of a call, the period, and '1' if its key is continued with the id of the user
-- of the session (and not counted where that is not live) else '0'; all times in microseconds
-- Returns {0, 0, session}, or {number of the first refusing limit from 1, microseconds to wait, session}.
local now = tonumber(ARGV[1])
local count = (#ARGV - 1) / 3
local session, user = false, nil
if #KEYS > count then
  session = redis.call('GET', KEYS[count + 1])
  local stop = session and session:sub(1, 1) == 'L' and session:match('"expires_at":(%-?%d+)')
  if stop and tonumber(stop) > math.floor(now / 1000000) then
    user = session:match('"user_id":(%-?%d+)')
  end
end
local keys, filled = {}, {}
for i = 1, count do
  local cost, period = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  keys[i] = KEYS[i]
  if ARGV[3 * i + 1] == '1' then
    keys[i] = user and KEYS[i] .. user
  end
  if keys[i] then
    local stored = tonumber(redis.call('GET', keys[i]) or now)
    -- Bounded above, so that a limit that was made shorter holds at once.
    filled[i] = math.min(math.max(stored, now), now + period) + cost
    local wait = filled[i] - period - now
    if wait > 0 then
      return { i, wait, session }
    end
  end
end
for i = 1, count do
  if keys[i] then
    local keep = math.ceil((filled[i] - now) / 1000000) + 60
    redis.call('SET', keys[i], string.format('%.0f', filled[i]), 'EX', string.format('%.0f', keep))
  end
end
return { 0, 0, session }
