-- KEYS: vectors, vector, order, digests, version, aliases, rows, children, history, places, where children of each parent are noted...
-- ARGV: vector id, digest, '1' if one that is live, or that others were composed of, may go, how many of the newest stay, '1' if a live one stays all the same, '1' if nothing is to be deleted but only told
-- Answers {'done'}, {'absent'}, {'newest'}, {'live'} or {'in-use', '@' .. alias..., vector id .. '/' .. digest of a child...}.
local found = redis.call('HMGET', KEYS[5], 'place', 'status')
local place = found[1]
if not place then return {'absent'} end
local newest = tonumber(ARGV[4])
if newest > 0 and redis.call('ZREVRANK', KEYS[3], place) < newest then return {'newest'} end
local answer = {'in-use'}
local aliases = redis.call('HGETALL', KEYS[6])
for i = 1, #aliases, 2 do
  if aliases[i + 1] == ARGV[2] then answer[#answer + 1] = '@' .. aliases[i] end
end
if #answer > 1 then return answer end
if ARGV[5] == '1' and found[2] and cjson.decode(found[2])['state'] == 'LIVE' then return {'live'} end
if ARGV[3] ~= '1' then
  if found[2] and cjson.decode(found[2])['state'] == 'LIVE' then return {'live'} end
  answer[2] = redis.call('SRANDMEMBER', KEYS[8]) or nil
  if answer[2] then return answer end
end
if ARGV[6] == '1' then return {'done'} end
for i = 11, #KEYS do
  redis.call('SREM', KEYS[i], ARGV[1] .. '/' .. ARGV[2])
end
-- Children that are left keep being noted: a version of this digest may come again.
redis.call('UNLINK', KEYS[5], KEYS[7])
redis.call('ZREM', KEYS[3], place)
redis.call('ZREM', KEYS[4], ARGV[2])
if redis.call('ZCARD', KEYS[3]) == 0 then
  redis.call('DEL', KEYS[2], KEYS[9], KEYS[10])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return {'done'}
