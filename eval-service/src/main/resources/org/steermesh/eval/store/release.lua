-- Gives a claimed evaluation back.
-- KEYS: head, work. ARGV: id, holder
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[2] then return 'LOST' end
redis.call('HDEL', KEYS[1], 'holder')
redis.call('ZADD', KEYS[2], 'XX', 0, ARGV[1])
return 'RELEASED'
