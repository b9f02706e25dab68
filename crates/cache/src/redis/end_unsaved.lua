-- Ends the sessions that the pointers name: those of a version that kept sessions in Redis alone. Nothing writes
-- pointers any more.
-- KEYS: the pointers
-- ARGV: 1 what session keys start with, 2 the hex of the session to spare or '', 3 the new state letter
-- Returns 1.
for _, pointer in ipairs(KEYS) do
  local hex = redis.call('GET', pointer)
  if hex and hex ~= ARGV[2] then
    local key = ARGV[1] .. hex
    if redis.call('GETRANGE', key, 0, 0) == 'L' then
      redis.call('SETRANGE', key, 0, ARGV[3])
    end
    redis.call('DEL', pointer)
  end
end
return 1
