-- Compares the MAC of a code, counts a wrong try, and marks a right code as used if requested. put_code.lua lists the fields of a
-- code. A key without a code counts tries as if it had a code.
-- KEYS: 1 the code, 2 the quota of wrong tries of the address at all codes: "count end"
-- ARGV: 1 now, 2 seconds for which a code is kept after its end, 3 the MAC, 4 the source, 5 the address, 6 tries of a source,
-- 7 tries of an address, 8 tries in total, 9 tries of the address at all codes, 10 the end of a window of that quota that starts now,
-- 11 seconds to keep that window, 12 the end of the placeholder if there is no code, 13 seconds to keep the placeholder, 14 the call
-- that uses the code or ''
-- Returns {'right' | 'wrong' | 'dead', 0, state}, or {'held', the end of the window of the address, state}; state is the state of
-- the code before the try: 'absent', 'used', 'guessed', 'expired' or 'live'.
local now = tonumber(ARGV[1])
local fields = redis.pcall('HMGET', KEYS[1], 'mac', 'stop', 'by', 'used', 'wrong', 's:' .. ARGV[4], 'a:' .. ARGV[5])
-- A key of another type has no data that was written here.
local mac, stop, by, used, all, mine, near = unpack(fields.err and {} or fields)
stop, all, mine, near = tonumber(stop or ''), tonumber(all or 0), tonumber(mine or 0), tonumber(near or 0)
-- A code that ends later than a code that is sent now is from a wrong clock.
local known = stop and stop + tonumber(ARGV[2]) > now and stop <= tonumber(ARGV[12]) + SKEW
  and all and mine and near
local guessed = known and (all >= tonumber(ARGV[8]) or mine >= tonumber(ARGV[6]) or near >= tonumber(ARGV[7]))
local state = 'live'
if not known or (mac or '') == '' then
  state = 'absent'
elseif (used or '') ~= '' then
  state = 'used'
elseif guessed then
  state = 'guessed'
elseif stop <= now then
  state = 'expired'
end
local count, ends = (read(KEYS[2]) or ''):match('^(%d+) (%-?%d+)$')
local runs = count and tonumber(ends) > now and tonumber(ends) <= tonumber(ARGV[10]) + SKEW
count = runs and tonumber(count) or 0
if count >= tonumber(ARGV[9]) and not (known and by == ARGV[4]) then
  return { 'held', runs and tonumber(ends) or tonumber(ARGV[10]), state }
end
if guessed then
  return { 'dead', 0, state }
end
if not known or mac ~= ARGV[3] then
  if count > 0 then
    redis.call('SET', KEYS[2], string.format('%.0f ', count + 1) .. ends, 'KEEPTTL')
  else
    redis.call('SET', KEYS[2], '1 ' .. ARGV[10], 'EX', ARGV[11])
  end
  if not known then
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'mac', '', 'stop', ARGV[12], 'by', '', 'used', '', 'wrong', 0)
    redis.call('EXPIRE', KEYS[1], ARGV[13])
  end
  redis.call('HINCRBY', KEYS[1], 'wrong', 1)
  redis.call('HINCRBY', KEYS[1], 's:' .. ARGV[4], 1)
  redis.call('HINCRBY', KEYS[1], 'a:' .. ARGV[5], 1)
  return { 'wrong', 0, state }
end
if state ~= 'live' then
  return { 'dead', 0, state }
end
if ARGV[14] ~= '' then
  redis.call('HSET', KEYS[1], 'used', ARGV[14])
end
return { 'right', 0, state }
