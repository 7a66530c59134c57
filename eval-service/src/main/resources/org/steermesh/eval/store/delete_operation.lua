-- Deletes the operation of an evaluation that has ended; the evaluation stays.
-- KEYS: head, work. ARGV: id
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'forgotten') == 1 then
  return 'MISSING'
end
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 'UNFINISHED' end
redis.call('HSET', KEYS[1], 'forgotten', '1')
return 'DELETED'
