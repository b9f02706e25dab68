-- Forgets a live session, and the pointer to it where it is the current one.
-- KEYS: 1 the session
-- ARGV: 1 what pointers start with, 2 the session's hex
-- Returns 1 if the session was live, else 0.
local value = redis.call('GET', KEYS[1])
if not value or value:sub(1, 1) ~= 'L' then
  return 0
end
redis.call('DEL', KEYS[1])
local user, class = value:match('"user_id":(%-?%d+)'), value:match('"class":"(%a+)"')
local pointer = ARGV[1] .. user .. ':' .. class
if redis.call('GET', pointer) == ARGV[2] then
  redis.call('DEL', pointer)
end
return 1
