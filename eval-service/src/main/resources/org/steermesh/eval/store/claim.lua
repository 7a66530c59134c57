-- Takes the unfinished evaluation whose time has come first: when it was queued, or when its claim ended.
-- KEYS: work, and the prefix of heads (all keys share one hash tag, so they live in one slot).
-- ARGV: holder, lease (ms)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
if #due == 0 then return false end
local head = KEYS[2] .. due[1]
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), due[1])
redis.call('HSET', head, 'holder', ARGV[1], 'state', 'RUNNING')
redis.call('HSETNX', head, 'started', now)
return due[1]
