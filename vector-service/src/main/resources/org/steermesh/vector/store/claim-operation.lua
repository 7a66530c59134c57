-- KEYS: unfinished   ARGV: owner, lease in ms, what the key of an operation starts with, of a lease
-- Answers the id of the oldest unfinished operation without a lease, now leased to the owner, or nil.
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('SET', ARGV[4] .. id, ARGV[1], 'NX', 'PX', ARGV[2]) then
    redis.call('HSET', ARGV[3] .. id, 'done', '0')
    return id
  end
end
return nil
