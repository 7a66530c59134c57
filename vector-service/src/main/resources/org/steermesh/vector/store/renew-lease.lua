-- KEYS: operation, lease   ARGV: owner, lease in ms, items done
-- Answers 'held', 'cancel-wanted' or 'lost'.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'lost' end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[1], 'done', ARGV[3])
if redis.call('HEXISTS', KEYS[1], 'cancel') == 1 then return 'cancel-wanted' end
return 'held'
