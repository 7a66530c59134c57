-- KEYS: unfinished, operation, lease   ARGV: owner, id, outcome, ms to keep it, items done
-- Answers 1, or 0 when the owner has it no more.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'outcome', ARGV[3], 'done', ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('DEL', KEYS[3])
return 1
