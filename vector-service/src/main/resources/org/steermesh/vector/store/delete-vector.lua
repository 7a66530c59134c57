-- KEYS: vectors, vector, order, digests, aliases   ARGV: vector id, '1' if aliases may go too, what the keys of a version and of its rows start with
-- Answers {'done'}, {'absent'} or {'in-use', alias...}.
local digests = redis.call('ZRANGE', KEYS[4], 0, -1)
if #digests == 0 then return {'absent'} end
local answer = {'in-use'}
for _, alias in ipairs(redis.call('HKEYS', KEYS[5])) do
  answer[#answer + 1] = alias
end
if #answer > 1 and ARGV[2] ~= '1' then return answer end
for _, digest in ipairs(digests) do
  redis.call('DEL', ARGV[3] .. digest, ARGV[4] .. digest)
end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[1], ARGV[1])
return {'done'}
