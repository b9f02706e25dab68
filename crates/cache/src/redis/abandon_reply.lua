-- Gives a claim back. A stored reply and the claim of another owner are kept.
-- KEYS: 1 the reply
-- ARGV: 1 the owner of the claim
-- Returns 1.
if read(KEYS[1]) == 'P' .. ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
