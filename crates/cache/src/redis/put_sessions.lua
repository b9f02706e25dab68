-- Stores the states of sessions. A session that is over is always stored. A live session is stored only if it has no value yet.
-- KEYS: the sessions
-- ARGV: for each session its value, and the seconds to keep it
-- Returns 1.
for i, key in ipairs(KEYS) do
  local value, keep = ARGV[2 * i - 1], ARGV[2 * i]
  if value:sub(1, 1) == 'L' then
    redis.call('SET', key, value, 'EX', keep, 'NX')
  else
    redis.call('SET', key, value, 'EX', keep)
  end
end
return 1
