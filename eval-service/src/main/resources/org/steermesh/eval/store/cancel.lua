-- Stops an evaluation: at once when nobody holds it, otherwise its holder is told.
-- KEYS: head, work. ARGV: id
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return 'MISSING' end
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due then return state end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if tonumber(due) > now then
  redis.call('HSET', KEYS[1], 'cancel', '1')
  return state
end
redis.call('HSET', KEYS[1], 'state', 'CANCELLED', 'ended', now)
redis.call('HDEL', KEYS[1], 'holder')
redis.call('ZREM', KEYS[2], ARGV[1])
return 'CANCELLED'
