-- Counts one call against every limit (GCRA), or against no limit if one refuses. Also returns the session.
-- The value of a limit is the microsecond at which it is completely refilled, by the clock of this server.
-- KEYS: the limits, then the session if there is one
-- ARGV: 1 the time of the caller in seconds, 2 the time by which to count in microseconds, or '' for the time of this server,
-- then for each limit the cost of a call, the period (microseconds), and '1' if the id of the user of the session is appended to
-- its key (without a live session the limit is not counted), else '0'; last, if there is a session, the realm that it must have or ''
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
    -- A value is ignored if it is over, if it is not a time, or if it is later than any call can have set it: then it is from a wrong
    -- clock. A clock may go back by one second.
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
