-- Does what the other scripts do, to keys of its own, so that a server that refuses any of it is found out. The keys are in
-- different slots, so that one in cluster mode is too.
-- KEYS: 1 a key, 2 another
-- Returns 1.
redis.call('TIME')
redis.call('SET', KEYS[1], '1', 'PX', 10000)
redis.call('SET', KEYS[1], '1', 'KEEPTTL')
read(KEYS[1])
redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[2], 'a', 1)
redis.call('HINCRBY', KEYS[2], 'a', 1)
redis.call('HGET', KEYS[2], 'a')
redis.call('HMGET', KEYS[2], 'a', 'b')
redis.call('HDEL', KEYS[2], 'b')
redis.call('EXPIRE', KEYS[2], 10)
redis.call('DEL', KEYS[1], KEYS[2])
return 1
