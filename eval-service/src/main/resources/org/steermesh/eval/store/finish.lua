-- Ends an evaluation, for the holder of the claim only.
-- KEYS: head, work. ARGV: id, holder, state, failure (empty for none)
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[2] then return 'LOST' end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'state', ARGV[3], 'ended', time[1] * 1000 + math.floor(time[2] / 1000))
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'failure', ARGV[4]) end
redis.call('HDEL', KEYS[1], 'holder')
redis.call('ZREM', KEYS[2], ARGV[1])
return 'FINISHED'
