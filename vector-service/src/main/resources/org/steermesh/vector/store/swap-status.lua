-- KEYS: version   ARGV: status expected or '', new status
-- Answers 1, 0 when it is another by now, or -1 when the version is gone.
local found = redis.call('HMGET', KEYS[1], 'record', 'status')
if not found[1] then return -1 end
if (found[2] or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'status', ARGV[2])
return 1
