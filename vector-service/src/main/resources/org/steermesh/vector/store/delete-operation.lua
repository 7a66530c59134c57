-- KEYS: operations, operation   ARGV: id
-- Answers 'done', 'absent' or 'refused' while it has not ended.
if redis.call('HEXISTS', KEYS[2], 'record') == 0 then return 'absent' end
if redis.call('HEXISTS', KEYS[2], 'outcome') == 0 then return 'refused' end
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[1], ARGV[1])
return 'done'
