-- KEYS: unfinished, and of each operation: operation, lease   ARGV: owner, lease in ms, id of each operation
-- Answers the id of the first that is unfinished and without a lease, now leased to the owner, or nil.
for i = 3, #ARGV do
  local operation, lease = KEYS[2 * i - 4], KEYS[2 * i - 3]
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    if redis.call('PTTL', lease) > tonumber(ARGV[2]) then
      -- Expiry is a time of day: this one is so far away because the clock was set back since.
      redis.call('PEXPIRE', lease, ARGV[2])
    end
    if redis.call('SET', lease, ARGV[1], 'NX', 'PX', ARGV[2]) then
      redis.call('HSET', operation, 'done', '0')
      return ARGV[i]
    end
  end
end
return nil
