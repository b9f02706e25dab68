-- Takes one unit from every quota, or from no quota if one is full.
-- The value of a quota is "count end".
-- KEYS: the quotas
-- ARGV: 1 now, then for each quota its maximum, the end of a window that starts now, and the seconds to keep that window
-- Returns {0, ''}, or {number of the first full quota from 1, end of its window}.
local now = tonumber(ARGV[1])
local counts, ends = {}, {}
for i, key in ipairs(KEYS) do
  local count, stop = (read(key) or ''):match('^(%d+) (%-?%d+)$')
  counts[i] = 0
  -- A window that ends later than a window that starts now is from a wrong clock.
  if count and tonumber(stop) > now and tonumber(stop) <= tonumber(ARGV[3 * i]) + SKEW then
    counts[i], ends[i] = tonumber(count), stop
  end
  if counts[i] >= tonumber(ARGV[3 * i - 1]) then
    return { i, ends[i] or ARGV[3 * i] }
  end
end
for i, key in ipairs(KEYS) do
  local count = string.format('%.0f ', counts[i] + 1)
  if ends[i] then
    redis.call('SET', key, count .. ends[i], 'KEEPTTL')
  else
    redis.call('SET', key, count .. ARGV[3 * i], 'EX', ARGV[3 * i + 1])
  end
end
return { 0, '' }
