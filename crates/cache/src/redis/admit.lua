-- Counts one call against every limit (GCRA), or against none where one refuses; gives the session beside it.
-- A limit's value is the microsecond at which it would be wholly refilled, by the clock of this server.
-- KEYS: the limits, then the session if there is one
-- ARGV: 1 the second that it is for the caller, 2 the microsecond to count by if it is not this server's time, else '',
-- then for each limit the cost of a call, the period (microseconds), and '1' if its key is continued with the id of the user
-- of the session (and not counted where that is not live) else '0'; with a session, last, the realm that it has to be of, or ''
-- Returns {0, 0, session}, or {number of the first refusing limit from 1, microseconds to wait, session}.
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local count = math.floor((#ARGV - 2) / 3)
local session, user = false, nil
if #KEYS > count then
  session = read(KEYS[count + 1])
  local id, stop, realm = (session or ''):match('^L(%-?%d+) (%-?%d+) ([a-z_]+) ')
  local wanted = ARGV[#ARGV]
  if id and tonumber(stop) > tonumber(ARGV[1]) and (wanted == '' or wanted == realm) then
    user = id
  end
end
local keys, filled = {}, {}
for i = 1, count do
  local cost, period = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  keys[i] = KEYS[i]
  if ARGV[3 * i + 2] == '1' then
    keys[i] = user and KEYS[i] .. user
  end
  if keys[i] then
    local stored = tonumber(read(keys[i]) or now)
    -- What is over, is no time, or is later than a call can have made it counts for nothing: it is of a clock that was wrong.
    -- By a second a clock may go back.
    if not (stored and stored >= now and stored <= now + period + 1000000) then
      stored = now
    end
    filled[i] = math.min(stored, now + period) + cost
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
