-- Claims the right to make a reply, or gives the reply that is there.
-- A value is "Pend" while the reply is made and "Send reply" when it is stored, `end` in Unix seconds.
-- KEYS: 1 the reply
-- ARGV: 1 now, 2 the end of the claim, 3 seconds to keep it
-- Returns nil if this call has the claim, 'P' if another has it, or 'S' and the reply.
local value = redis.call('GET', KEYS[1]) or ''
local state, stop, rest = value:match('^([PS])(%-?%d+) ?()')
if state and tonumber(stop) > tonumber(ARGV[1]) then
  return state .. value:sub(rest)
end
redis.call('SET', KEYS[1], 'P' .. ARGV[2], 'EX', ARGV[3])
return false
