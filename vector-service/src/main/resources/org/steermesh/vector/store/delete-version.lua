-- KEYS: vectors, vector, order, digests, version, aliases, rows   ARGV: vector id, digest
-- Answers {'done'}, {'absent'} or {'in-use', alias...}.
local place = redis.call('HGET', KEYS[5], 'place')
if not place then return {'absent'} end
local answer = {'in-use'}
local aliases = redis.call('HGETALL', KEYS[6])
for i = 1, #aliases, 2 do
  if aliases[i + 1] == ARGV[2] then answer[#answer + 1] = aliases[i] end
end
if #answer > 1 then return answer end
redis.call('DEL', KEYS[5], KEYS[7])
redis.call('ZREM', KEYS[3], place)
redis.call('ZREM', KEYS[4], ARGV[2])
if redis.call('ZCARD', KEYS[3]) == 0 then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return {'done'}
