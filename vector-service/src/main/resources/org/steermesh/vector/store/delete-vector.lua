-- KEYS: vectors, vector, order, digests, aliases, history, places, of each version: version, rows, children; then where children of their parents are noted
-- ARGV: vector id, '1' if aliases may go too, and versions that are live or that others were composed of, number of versions, digest of each, digest of the child noted in each of the last keys
-- Answers {'done'}, {'absent'}, {'live'}, {'changed'} if these are not all versions any more, or {'in-use', '@' .. alias..., vector id .. '/' .. digest of a child...}.
local count = tonumber(ARGV[3])
if redis.call('ZCARD', KEYS[4]) ~= count then return {'changed'} end
if count == 0 then return {'absent'} end
for i = 1, count do
  if not redis.call('ZSCORE', KEYS[4], ARGV[3 + i]) then return {'changed'} end
end
if ARGV[2] ~= '1' then
  local answer = {'in-use'}
  for _, alias in ipairs(redis.call('HKEYS', KEYS[5])) do
    answer[#answer + 1] = '@' .. alias
  end
  if #answer > 1 then return answer end
  local own = ARGV[1] .. '/'
  for i = 1, count do
    local status = redis.call('HGET', KEYS[5 + 3 * i], 'status')
    if status and cjson.decode(status)['state'] == 'LIVE' then return {'live'} end
    for _, child in ipairs(redis.call('SMEMBERS', KEYS[7 + 3 * i])) do
      if string.sub(child, 1, #own) ~= own then return {'in-use', child} end
    end
  end
end
for i = 1, #ARGV - 3 - count do
  redis.call('SREM', KEYS[7 + 3 * count + i], ARGV[1] .. '/' .. ARGV[3 + count + i])
end
for i = 1, count do
  -- Children that are left keep being noted: a version of this digest may come again.
  redis.call('UNLINK', KEYS[5 + 3 * i], KEYS[6 + 3 * i])
end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('ZREM', KEYS[1], ARGV[1])
return {'done'}
