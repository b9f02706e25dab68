-- Makes a code that a call used usable again. A code that was replaced since then does not change.
-- KEYS: 1 the code
-- ARGV: 1 the call
-- Returns 1.
if redis.pcall('HGET', KEYS[1], 'used') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'used', '')
end
return 1
