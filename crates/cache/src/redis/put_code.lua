-- Stores a code in place of any older one. Wrong tries are kept, except those of the source and the address that requested it.
-- A code is a hash: mac, stop (its end), by (the source that requested it), used (the call that used it, or ''), wrong
-- (wrong tries in total), and wrong tries by source (s:SOURCE) and by address (a:ADDRESS).
-- KEYS: 1 the code
-- ARGV: 1 now, 2 seconds for which a code is kept after its end, 3 the MAC, 4 its end, 5 the source, 6 the address,
-- 7 seconds to keep the key
-- Returns 1.
local stop = redis.pcall('HGET', KEYS[1], 'stop')
-- A key of another type has no data that was written here.
stop = type(stop) == 'string' and tonumber(stop)
if not stop or stop + tonumber(ARGV[2]) <= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
end
redis.call('HDEL', KEYS[1], 's:' .. ARGV[5], 'a:' .. ARGV[6])
redis.call('HSET', KEYS[1], 'mac', ARGV[3], 'stop', ARGV[4], 'by', ARGV[5], 'used', '', 'wrong', 0)
redis.call('EXPIRE', KEYS[1], ARGV[7])
return 1
