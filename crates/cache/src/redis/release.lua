-- Gives one unit back to every quota. A quota with a count of 0 is removed.
-- KEYS: the quotas
-- ARGV: 1 now
-- Returns 1.
for _, key in ipairs(KEYS) do
  local count, stop = (read(key) or ''):match('^(%d+) (%-?%d+)$')
  if count and tonumber(stop) > tonumber(ARGV[1]) then
    if tonumber(count) <= 1 then
      redis.call('DEL', key)
    else
      redis.call('SET', key, string.format('%.0f ', tonumber(count) - 1) .. stop, 'KEEPTTL')
    end
  end
end
return 1
