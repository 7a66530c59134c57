-- KEYS: operations, unfinished, operation   ARGV: id, most unfinished, record, create time
-- Answers 1, or 0 when too many are unfinished.
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[3], 'record', ARGV[3], 'done', '0')
redis.call('ZADD', KEYS[1], 0, ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
return 1
