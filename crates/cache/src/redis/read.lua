-- The seconds by which the clocks of nodes may differ, as `Quota::SKEW`.
local SKEW = 60

-- Returns the string under a key, or false. The gateway did not write a value of another type, so it is removed and treated as
-- absent.
local function read(key)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'table' then
    return value
  end
  if value.err:find('WRONGTYPE', 1, true) then
    redis.call('DEL', key)
    return false
  end
  return redis.call('GET', key)
end

