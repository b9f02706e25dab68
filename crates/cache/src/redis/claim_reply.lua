-- Claims the right to make a reply, or gives the reply that is there.
-- A value is "Powner" while the reply is made, which the server forgets with the claim, and "Send reply" when it is
-- stored, `end` in Unix seconds.
-- KEYS: 1 the reply
-- ARGV: 1 now, 2 the owner of the claim, 3 milliseconds of its lease
-- Returns nil if this call has the claim, 'P' if another has it, or 'S' and the reply.
local value = read(KEYS[1]) or ''
if value:sub(1, 1) == 'P' then
  -- A claim always ends, and no later than a new one would.
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
