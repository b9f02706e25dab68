-- Makes a code usable again that a call used up; one that was replaced since then stays.
-- KEYS: 1 the code
-- ARGV: 1 the call
-- Returns 1.
if redis.pcall('HGET', KEYS[1], 'used') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'used', '')
end
return 1
