-- Gives one back to every quota, not below zero.
-- KEYS: the quotas
-- ARGV: 1 now
-- Returns 1.
for _, key in ipairs(KEYS) do
  local count, stop = (redis.call('GET', key) or ''):match('^(%d+) (%-?%d+)$')
  if count and tonumber(count) > 0 and tonumber(stop) > tonumber(ARGV[1]) then
    redis.call('SET', key, string.format('%.0f ', tonumber(count) - 1) .. stop, 'KEEPTTL')
  end
end
return 1
