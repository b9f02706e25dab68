-- Moves the end of a live session. The numbers are replaced as text: a decoder would round large ones.
-- KEYS: 1 the session
-- ARGV: 1 what pointers start with, 2 now, 3 the new end (both Unix seconds), 4 seconds to keep it
-- Returns 1 if the session was live, else 0.
local value = redis.call('GET', KEYS[1])
if not value or value:sub(1, 1) ~= 'L' then
  return 0
end
if tonumber(value:match('"expires_at":(%-?%d+)')) <= tonumber(ARGV[2]) then
  return 0
end
value = value:gsub('"renewed_at":%-?%d+', '"renewed_at":' .. ARGV[2])
value = value:gsub('"expires_at":%-?%d+', '"expires_at":' .. ARGV[3])
redis.call('SET', KEYS[1], value, 'EX', ARGV[4])
local user, class = value:match('"user_id":(%-?%d+)'), value:match('"class":"(%a+)"')
redis.call('EXPIRE', ARGV[1] .. user .. ':' .. class, ARGV[4])
return 1
