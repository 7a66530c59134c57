-- KEYS: digests, aliases, vector, history, places, version named by the digest
-- ARGV: alias, full digest or '' to remove, 'anywhere' | 'nowhere' | 'at', start of the digest expected, state required or '', ms since 1970, actor
-- Answers {'moved', digest or ''}, {'elsewhere', digest or ''}, {'no-such-alias'}, {'no-such-version'}, {'too-many'} or {'in-state', state}.
local alias, target = ARGV[1], ARGV[2]
local now = redis.call('HGET', KEYS[2], alias) or ''
if ARGV[3] == 'nowhere' and now ~= '' then return {'elsewhere', now} end
if ARGV[3] == 'at' and (now == '' or string.sub(now, 1, #ARGV[4]) ~= ARGV[4]) then
  return {'elsewhere', now}
end
if target == '' then
  if now == '' then return {'no-such-alias'} end
elseif not redis.call('ZSCORE', KEYS[1], target) then
  return {'no-such-version'}
elseif ARGV[5] ~= '' then
  local status = redis.call('HGET', KEYS[6], 'status')
  local state = status and cjson.decode(status)['state'] or 'CANDIDATE'
  if state ~= ARGV[5] then return {'in-state', state} end
end
if now == '' and redis.call('HLEN', KEYS[2]) >= 100 then return {'too-many'} end
if now == target then return {'moved', target} end
if target == '' then
  redis.call('HDEL', KEYS[2], alias)
else
  redis.call('HSET', KEYS[2], alias, target)
end
if now ~= '' then
  -- The last 100 places of the alias, 65 characters each.
  local past = (redis.call('HGET', KEYS[5], alias) or '') .. now .. ' '
  redis.call('HSET', KEYS[5], alias, string.sub(past, -6500))
end
local change = {format = 1, alias = alias, from = now, to = target, time = ARGV[6], actor = ARGV[7], rollback = false}
local number = redis.call('HINCRBY', KEYS[3], 'changes', 1)
redis.call('ZADD', KEYS[4], 0, string.format('%016d:', number) .. cjson.encode(change))
redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -10001)
return {'moved', target}
