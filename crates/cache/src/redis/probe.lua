-- Runs the commands of the other scripts on its own keys, to find a server that refuses any of them. The keys are in different
-- slots, to find a server in cluster mode too.
-- KEYS: 1 a key, 2 another key
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
