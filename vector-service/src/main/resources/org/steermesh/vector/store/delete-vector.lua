-- KEYS: vectors, vector, order, digests, aliases, history, places
-- ARGV: vector id, '1' if aliases may go too, and versions that are live or that others were composed of, what the keys of a version, of its rows and of its children start with
-- Answers {'done'}, {'absent'}, {'live'} or {'in-use', '@' .. alias..., vector id .. '/' .. digest of a child...}.
local digests = redis.call('ZRANGE', KEYS[4], 0, -1)
if #digests == 0 then return {'absent'} end
if ARGV[2] ~= '1' then
  local answer = {'in-use'}
  for _, alias in ipairs(redis.call('HKEYS', KEYS[5])) do
    answer[#answer + 1] = '@' .. alias
  end
  if #answer > 1 then return answer end
  local own = ARGV[1] .. '/'
  for _, digest in ipairs(digests) do
    local status = redis.call('HGET', ARGV[3] .. digest, 'status')
    if status and cjson.decode(status)['state'] == 'LIVE' then return {'live'} end
    for _, child in ipairs(redis.call('SMEMBERS', ARGV[5] .. digest)) do
      if string.sub(child, 1, #own) ~= own then return {'in-use', child} end
    end
  end
end
for _, digest in ipairs(digests) do
  for parent in string.gmatch(redis.call('HGET', ARGV[3] .. digest, 'parents') or '', '%S+') do
    redis.call('SREM', parent, ARGV[1] .. '/' .. digest)
  end
  -- Children that are left keep being noted: a version of this digest may come again.
  redis.call('DEL', ARGV[3] .. digest, ARGV[4] .. digest)
end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('ZREM', KEYS[1], ARGV[1])
return {'done'}
