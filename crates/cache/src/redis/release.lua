-- Gives one back to every quota; one of which nothing is taken any more is forgotten.
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
