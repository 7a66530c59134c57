-- Renews a claim.
-- KEYS: head, work. ARGV: id, holder, lease (ms)
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[2] then return 'LOST' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], 'XX', now + tonumber(ARGV[3]), ARGV[1])
redis.call('HSET', KEYS[1], 'lease', ARGV[3])
if redis.call('HEXISTS', KEYS[1], 'cancel') == 1 then return 'CANCEL_ASKED' end
return 'HELD'
