-- Compares a code's MAC, counts a wrong try, consumes a right one on demand.
-- A code's value is "tries-left end mac"; a dead one has no tries left.
-- KEYS: 1 the code
-- ARGV: 1 now, 2 the MAC, 3 '1' to consume else '0', 4 seconds that a dead code is remembered after its end
-- Returns 'right', 'wrong', 'dead' or 'absent'.
local now = tonumber(ARGV[1])
local tries, stop, mac = (redis.call('GET', KEYS[1]) or ''):match('^(%d+) (%-?%d+) (.*)$')
if not tries or tonumber(stop) + tonumber(ARGV[4]) <= now then
  return 'absent'
end
if tonumber(tries) == 0 or tonumber(stop) <= now then
  return 'dead'
end
if mac ~= ARGV[2] then
  local left = string.format('%.0f', tonumber(tries) - 1)
  redis.call('SET', KEYS[1], left .. ' ' .. stop .. ' ' .. mac, 'KEEPTTL')
  return 'wrong'
end
if ARGV[3] == '1' then
  redis.call('SET', KEYS[1], '0 ' .. stop .. ' ', 'KEEPTTL')
end
return 'right'
