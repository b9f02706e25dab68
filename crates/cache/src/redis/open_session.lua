-- Opens a session and turns the user's current one of that class into a replaced one.
-- KEYS: 1 the new session, 2 the pointer to the current session
-- ARGV: 1 what session keys start with, 2 the new session's hex, 3 its value, 4 seconds to keep both
-- Returns 1.
local old = redis.call('GET', KEYS[2])
if old and old ~= ARGV[2] then
  local key = ARGV[1] .. old
  if redis.call('GETRANGE', key, 0, 0) == 'L' then
    redis.call('SETRANGE', key, 0, 'R')
  end
end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
return 1
