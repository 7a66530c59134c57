-- Takes the unfinished evaluation whose time has come first: when it was queued, or when its claim ended.
-- KEYS: work, head of the one that should be first. ARGV: holder, lease (ms), its id
-- Answers 'CLAIMED', 'NONE' when none is due, or 'OTHER' when another is first.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local latest = now + tonumber(ARGV[2])
-- Nothing waits longer than a lease: a time further away is from before Redis' clock was set back.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. latest, '+inf')) do
  redis.call('ZADD', KEYS[1], 'XX', latest, id)
end
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
if #due == 0 then return 'NONE' end
if due[1] ~= ARGV[3] then return 'OTHER' end
redis.call('ZADD', KEYS[1], latest, ARGV[3])
redis.call('HSET', KEYS[2], 'holder', ARGV[1], 'state', 'RUNNING')
redis.call('HSETNX', KEYS[2], 'started', now)
return 'CLAIMED'
