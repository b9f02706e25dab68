-- Claims the right to make a reply, or returns the stored reply.
-- A value is "Powner" while the reply is made; the server removes it at the end of the lease. It is "Send reply" when the reply is
-- stored, with `end` in Unix seconds.
-- KEYS: 1 the reply
-- ARGV: 1 now, 2 the owner of the claim, 3 milliseconds of its lease
-- Returns nil if this call has the claim, 'P' if another has it, or 'S' and the reply.
local value = read(KEYS[1]) or ''
if value:sub(1, 1) == 'P' then
  -- A claim always has an end, and not later than a new claim would.
  local left = redis.call('PTTL', KEYS[1])
  if left >= 0 and left <= tonumber(ARGV[3]) then
    return 'P'
  end
end
local stop, rest = value:match('^S(%-?%d+) ?()')
if stop and tonumber(stop) > tonumber(ARGV[1]) then
  return 'S' .. value:sub(rest)
end
redis.call('SET', KEYS[1], 'P' .. ARGV[2], 'PX', ARGV[3])
return false
