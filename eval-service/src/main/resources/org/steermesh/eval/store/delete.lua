-- Deletes an evaluation that has ended.
-- KEYS: head, cells, index, work. ARGV: id
local member = redis.call('HGET', KEYS[1], 'member')
if not member then return 'MISSING' end
if redis.call('ZSCORE', KEYS[4], ARGV[1]) then return 'UNFINISHED' end
redis.call('ZREM', KEYS[3], member)
redis.call('DEL', KEYS[1], KEYS[2])
return 'DELETED'
