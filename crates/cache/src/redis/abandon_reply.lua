-- Gives a claim back; a stored reply stays, and so does the claim of another.
-- KEYS: 1 the reply
-- ARGV: 1 the owner of the claim
-- Returns 1.
if read(KEYS[1]) == 'P' .. ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
