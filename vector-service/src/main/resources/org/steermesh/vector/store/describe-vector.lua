-- KEYS: vector, order, aliases, version at a place   ARGV: the place, which should be the newest
-- Answers {} or {the newest place} if it is another, or {create time, number of versions, record of the newest, its status or '', alias, digest, alias, digest...}.
local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
if not newest then return {} end
if newest ~= ARGV[1] then return {newest} end
local version = redis.call('HMGET', KEYS[4], 'record', 'status')
local answer = {redis.call('HGET', KEYS[1], 'created'), tostring(redis.call('ZCARD', KEYS[2])), version[1], version[2] or ''}
for _, text in ipairs(redis.call('HGETALL', KEYS[3])) do
  answer[#answer + 1] = text
end
return answer
