-- Stores a session with other contents, if it is live.
-- KEYS: 1 the session
-- ARGV: 1 its value, 2 seconds to keep it
-- Returns 1 if it was live, else 0.
if (read(KEYS[1]) or ''):sub(1, 1) ~= 'L' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
