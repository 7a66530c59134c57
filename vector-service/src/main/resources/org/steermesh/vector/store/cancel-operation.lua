-- KEYS: unfinished, operation, lease   ARGV: id, outcome if nobody runs it, ms to keep it
-- Answers 'done', 'absent' or 'refused' when it has ended.
if redis.call('HEXISTS', KEYS[2], 'record') == 0 then return 'absent' end
if redis.call('HEXISTS', KEYS[2], 'outcome') == 1 then return 'refused' end
if redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('HSET', KEYS[2], 'cancel', '1')
else
  redis.call('HSET', KEYS[2], 'outcome', ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return 'done'
