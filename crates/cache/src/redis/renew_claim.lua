-- Restarts the lease of a claim, even if the claim was lost. A stored reply and the claim of another owner are kept.
-- KEYS: 1 the reply
-- ARGV: 1 the owner of the claim, 2 milliseconds of its lease
-- Returns 1.
local value = read(KEYS[1])
if not value or value == 'P' .. ARGV[1] then
  redis.call('SET', KEYS[1], 'P' .. ARGV[1], 'PX', ARGV[2])
end
return 1
