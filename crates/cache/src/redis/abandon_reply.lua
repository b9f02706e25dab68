-- Gives a claim back; a stored reply stays.
-- KEYS: 1 the reply
-- Returns 1.
if redis.call('GETRANGE', KEYS[1], 0, 0) == 'P' then
  redis.call('DEL', KEYS[1])
end
return 1
