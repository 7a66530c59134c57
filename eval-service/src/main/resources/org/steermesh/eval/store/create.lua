-- Keeps a new evaluation and queues it.
-- KEYS: head, index, work. ARGV: id, declaration, subject, index member, created (ms), most unfinished
local kept = redis.call('HGET', KEYS[1], 'declaration')
if kept then
  if kept == ARGV[2] then return 'SAME' end
  return 'OTHER'
end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[6]) then return 'FULL' end
redis.call('HSET', KEYS[1], 'declaration', ARGV[2], 'subject', ARGV[3], 'member', ARGV[4],
  'created', ARGV[5], 'state', 'PENDING')
redis.call('ZADD', KEYS[2], 0, ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
return 'CREATED'
