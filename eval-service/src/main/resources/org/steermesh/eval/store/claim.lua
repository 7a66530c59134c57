-- Takes the unfinished evaluation whose time has come first: when it was queued, or when its claim ended.
-- KEYS: work, heads of the unfinished evaluations. ARGV: holder, lease (ms), their ids
-- Answers 'CLAIMED id', 'NONE' when none is due, or 'OTHER' when one is first that is not named.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Nothing waits longer than its own lease: a time further away is from before Redis' clock was set back.
for i = 2, #KEYS do
  local id = ARGV[i + 1]
  local latest = now + (tonumber(redis.call('HGET', KEYS[i], 'lease')) or tonumber(ARGV[2]))
  local score = redis.call('ZSCORE', KEYS[1], id)
  if score and tonumber(score) > latest then redis.call('ZADD', KEYS[1], latest, id) end
end
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
if #due == 0 then return 'NONE' end
for i = 2, #KEYS do
  if ARGV[i + 1] == due[1] then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), due[1])
    redis.call('HSET', KEYS[i], 'holder', ARGV[1], 'lease', ARGV[2], 'state', 'RUNNING')
    redis.call('HSETNX', KEYS[i], 'started', now)
    return 'CLAIMED ' .. due[1]
  end
end
return 'OTHER'
